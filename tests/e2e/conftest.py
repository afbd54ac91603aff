"""A browser before the registry's own records. The journeys only read, so the records stay as they were loaded."""

import os
import shutil

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

# Playwright keeps an event loop in this thread, in which Django else refuses to ask the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

#: No sandbox, since tests may run as root in a container; nothing that asks other hosts.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "Chromium is missing (Debian: apt-get install chromium), or name it in CHROMIUM."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """The address of a server that answers from the loaded records. Unlike `live_server` it empties no table afterwards."""
    with django_db_blocker.unblock():
        # A thread that answered may still be closing when the server is gone; it may then touch the shared connection too.
        for connection in connections.all():
            connection.inc_thread_sharing()
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture
def open_page(browser, site):
    """Opens pages in a context of its own: `open_page(scripts=False, width=320)`."""
    contexts = []

    def opened(*, scripts=True, width=1280, height=900, **options):
        context = browser.new_context(
            base_url=site, java_script_enabled=scripts, viewport={"width": width, "height": height}, **options
        )
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
