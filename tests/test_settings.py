"""Settings come from the environment, `.env.example` names each of them, and production's hold."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from environs import Env

BASE = Path(settings.BASE_DIR)
EXAMPLE = BASE / ".env.example"
PRODUCTION = {
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "DEBUG": "False",
    "HTTPS": "True",
    "ALLOWED_HOSTS": "registry.example",
    "DATABASE_URL": "",
}
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def variables_of(path: Path) -> set[str]:
    return set(re.findall(r"""\benv\.\w+\(\s*["']([A-Z_]+)["']""", path.read_text()))


def variables_of_example() -> dict[str, str]:
    lines = [line for line in EXAMPLE.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def run_manage(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess:
    kept = {"PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *arguments], cwd=BASE, env=kept | environment, capture_output=True, text=True
    )


@pytest.mark.parametrize("name", ["config/settings.py", "config/gunicorn.py"])
def test_every_variable_that_is_read_is_explained_in_the_example(name):
    read = variables_of(BASE / name)

    assert read
    assert sorted(read - variables_of_example().keys()) == []


def test_example_names_nothing_that_is_not_read():
    read = variables_of(BASE / "config/settings.py") | variables_of(BASE / "config/gunicorn.py")

    assert sorted(variables_of_example().keys() - read) == []


def test_every_variable_of_the_example_is_explained_above_it():
    lines = EXAMPLE.read_text().splitlines()
    for number, line in enumerate(lines):
        if line and not line.startswith("#"):
            block = "\n".join(lines[: number + 1]).rsplit("\n\n", 1)[-1]
            assert block.startswith("#"), line


def test_example_is_a_working_set_of_settings():
    Env().read_env(EXAMPLE, recurse=False, override=False)

    checked = run_manage("check", environment=variables_of_example())

    assert checked.returncode == 0, checked.stderr


def test_a_missing_key_is_told_in_a_sentence():
    found = run_manage("check", environment={"SECRET_KEY": ""})

    assert found.returncode != 0
    assert "SECRET_KEY is not set. Copy .env.example to .env" in found.stderr


def test_production_settings_pass_the_deployment_check_without_a_warning():
    checked = run_manage("check", "--deploy", "--fail-level", "WARNING", environment=PRODUCTION)

    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


def test_production_cookies_are_secure_and_bound_to_the_host():
    names = ["SESSION", "CSRF"]
    code = "from django.conf import settings as s;" + ";".join(
        f"print(s.{name}_COOKIE_SECURE, s.{name}_COOKIE_HTTPONLY, s.{name}_COOKIE_NAME[:7], s.{name}_COOKIE_SAMESITE)"
        for name in names
    )
    shell = run_manage("shell", "--no-imports", "-c", code, environment=PRODUCTION)

    assert shell.stdout.splitlines() == ["True True __Host- Lax"] * 2, shell.stderr


def test_models_and_migrations_agree():
    made = run_manage("makemigrations", "--check", "--dry-run", environment=PRODUCTION)

    assert made.returncode == 0, made.stdout


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/en/", "/en/agreements/", "/data/events.csv", "/en/nothing-here/", "/en/events/?page=0", "/admin/login/"]
)
def test_every_answer_carries_the_security_headers(client, path):
    response = client.get(path)

    assert {name: response.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    policy = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert "unsafe" not in str(policy)


@pytest.mark.django_db
def test_served_by_https_the_site_says_so_for_a_year(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000

    assert client.get("/en/").status_code == 301
    assert "max-age=31536000" in client.get("/en/", secure=True).headers["Strict-Transport-Security"]


@pytest.mark.django_db
def test_an_unknown_host_is_refused(client):
    assert client.get("/en/", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.django_db
def test_sign_in_is_locked_after_repeated_failures(client, settings):
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post("/admin/login/", {"username": "curator", "password": "wrong"})

    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
