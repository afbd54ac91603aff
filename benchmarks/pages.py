"""The pages that `weigh.py` and `lighthouse.py` look at, and the server that answers for them: gunicorn, with collected files."""

from __future__ import annotations

import os
import re
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import serve

LANGUAGES = ("en", "zh-hans", "ru")
#: Pages by what they are; each list of records joins them when they are weighed.
PAGES = {"home": "", "list": "agreements/", "detail": "projects/", "trade": "trade/", "map": "map/"}
KILOBYTE = 1000


@contextmanager
def site() -> Iterator[str]:
    """The address of this site, served as in production."""
    port = serve.free_port()
    environment = os.environ | {
        "PORT": str(port), "HOST": "127.0.0.1", "DEBUG": "False", "HTTPS": "False", "PUBLIC_ADDRESS": "", "ALLOWED_HOSTS": "127.0.0.1",
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--config", "config/gunicorn.py"]
    with serve.server(command, port, "/en/", environment):
        yield f"http://127.0.0.1:{port}"


def addresses(base: str, language: str) -> dict[str, str]:
    """Each page by its name. The detail is the first project of the list that has a place, a ladder and money."""
    found = {name: f"/{language}/{path}" for name, path in PAGES.items()}
    page = urllib.request.urlopen(f"{base}/{language}/projects/", timeout=60).read().decode()  # noqa: S310  (our own server)
    found["detail"] = re.search(rf"/{language}/projects/PRJ-[^\"]+", page)[0]
    return found


def lists(base: str, language: str) -> list[str]:
    """The lists of every kind, as the menu names them."""
    page = urllib.request.urlopen(f"{base}/{language}/", timeout=60).read().decode()  # noqa: S310  (our own server)
    menu = page[page.index("menu__list") : page.index("</ul>", page.index("menu__list"))]
    return re.findall(r'href="([^"]+)"', menu)
