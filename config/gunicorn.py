"""How the registry is served: threads, since a plain sync worker is killed by its timeout in mid-export."""

from pathlib import Path

from environs import Env

env = Env()
env.read_env(Path(__file__).resolve().parent.parent / ".env", recurse=False)

bind = f"{env.str('HOST', '') or '127.0.0.1'}:{env.int('PORT', 8000)}"
worker_class = "gthread"
workers = env.int("WEB_CONCURRENCY", 2)
threads = env.int("WEB_THREADS", 8)
timeout = 60
graceful_timeout = 30
keepalive = 15
preload_app = True
limit_request_line = 8190
control_socket_disable = True
accesslog = "-" if env.str("ACCESS_LOG", "") else None


def when_ready(server) -> None:
    server.log.info("The registry answers at http://%s/ (stop with Ctrl+C).", bind)
