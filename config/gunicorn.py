"""How the registry is served: threads, since a plain sync worker is killed by its timeout in mid-export."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 30
keepalive = 15
preload_app = True
limit_request_line = 8190
control_socket_disable = True
accesslog = "-" if os.environ.get("ACCESS_LOG") else None


def when_ready(server) -> None:
    server.log.info("The registry answers at http://%s/", bind)
