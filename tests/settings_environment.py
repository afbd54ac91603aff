"""The environment that tests run in, whatever the machine's own `.env` says. DATABASE_URL alone is the caller's to choose."""

import os

os.environ.setdefault("DATABASE_URL", "")
os.environ |= {
    "SECRET_KEY": "tests-only-key-0123456789abcdefghijklmnopqrstuvwxyz",
    "DEBUG": "False",
    "HTTPS": "False",
    "PUBLIC_ADDRESS": "",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "CSRF_TRUSTED_ORIGINS": "",
    "CACHE_URL": "",
    "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    "LOGIN_FAILURE_LIMIT": "8",
    "LOG_LEVEL": "WARNING",
}
