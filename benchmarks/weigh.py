"""What the first view of a page weighs over the wire, with nothing kept from before: `make weigh`.

Chromium opens each page in three languages, in a window of an ordinary size; counted is all that arrives, headers included. A page
with a chart or a map may weigh more. What is fetched when the reader scrolls is not part of the first view.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pages
from playwright.sync_api import Browser, sync_playwright

PLAIN, DRAWN = 100, 250  # kilobytes
WINDOW = {"width": 1366, "height": 768}
KINDS = {"Document": "HTML", "Stylesheet": "CSS", "Script": "scripts", "Font": "fonts"}


def weighed(browser: Browser, address: str) -> dict[str, float]:
    """Kilobytes by what they are."""
    context = browser.new_context(viewport=WINDOW)
    page = context.new_page()
    session = context.new_cdp_session(page)
    types: dict[str, str] = {}
    found: dict[str, float] = defaultdict(float)
    session.on("Network.responseReceived", lambda event: types.update({event["requestId"]: event["type"]}))

    def arrived(event: dict) -> None:
        kind = KINDS.get(types.get(event["requestId"], ""), "other")
        found[kind] += event["encodedDataLength"] / pages.KILOBYTE

    session.on("Network.loadingFinished", arrived)
    session.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    found["is_drawn"] = page.locator("[data-chart], .map").count()
    context.close()
    return found


def main() -> int:
    columns = [*KINDS.values(), "other"]
    missed = 0
    print(f"{'page':<66}" + "".join(f"{name:>9}" for name in [*columns, "all", "at most"]))
    with pages.site() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for language in pages.LANGUAGES:
            wanted = [*pages.addresses(base, language).values(), *pages.lists(base, language)]
            for path in dict.fromkeys(wanted):
                found = weighed(browser, base + path)
                limit = DRAWN if found.pop("is_drawn") else PLAIN
                total = sum(found.values())
                missed += total > limit
                numbers = "".join(f"{found[name]:>9.1f}" for name in columns)
                print(f"{path[:64]:<66}{numbers}{total:>9.1f}{limit:>9}{'  MISSED' if total > limit else ''}")
        browser.close()
    print(f"kB over the wire, compressed, headers included; {missed or 'none'} above its limit")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
