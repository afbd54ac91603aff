"""The environment that tests run in, whatever the machine's own `.env` says."""

import os

os.environ.setdefault("SECRET_KEY", "tests-only-key-0123456789abcdefghijklmnopqrstuvwxyz")
for name, value in {
    "DEBUG": "false",
    "HTTPS": "false",
    "PUBLIC_ADDRESS": "",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
}.items():
    os.environ[name] = value
