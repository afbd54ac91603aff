"""Lighthouse's judgement of five pages: `make lighthouse`, or `make lighthouse ARGS="en ru"` for some languages.

Lighthouse is fetched from npm, pinned in the Makefile, into `node_modules/`; it judges the site and is no part of it. Its performance
score depends on how busy the machine is: a page that falls short is judged again, and the best of three counts.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pages

GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
ATTEMPTS = 3
CHROMIUM = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"


def judged(program: str, address: str) -> tuple[dict[str, int], list[str]]:
    """The scores of one visit, and what cost points."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    command = [program, address, "--quiet", "--output=json", f"--only-categories={','.join(GOALS)}", f"--chrome-flags={CHROMIUM}"]
    answer = subprocess.run(command, env=os.environ | {"CHROME_PATH": chromium}, capture_output=True, check=True, text=True)  # noqa: S603
    report = json.loads(answer.stdout)
    scores = {name: round(100 * category["score"]) for name, category in report["categories"].items()}
    faults = [
        f"{name}: {audit['title']} {audit.get('displayValue', '')}".strip()
        for name, category in report["categories"].items()
        for reference in category["auditRefs"]
        if reference["weight"] and (audit := report["audits"][reference["id"]])["score"] is not None and audit["score"] < 0.9
    ]
    return scores, faults


def falls_short(scores: dict[str, int]) -> bool:
    return any(scores[name] < goal for name, goal in GOALS.items())


def main() -> int:
    program, *languages = sys.argv[1:]
    missed = 0
    print(f"{'page':<64}" + "".join(f"{name:>16}" for name in GOALS))
    with pages.site() as base:
        for language in languages or pages.LANGUAGES:
            for path in pages.addresses(base, language).values():
                scores, faults = judged(program, base + path)
                for _attempt in range(1, ATTEMPTS):
                    if not falls_short(scores):
                        break
                    scores, faults = max((scores, faults), judged(program, base + path), key=lambda found: sum(found[0].values()))
                missed += falls_short(scores)
                told = "".join(f"{scores[name]:>16}" for name in GOALS)
                print(f"{path[:62]:<64}{told}{'  MISSED' if falls_short(scores) else ''}", flush=True)
                for fault in faults if falls_short(scores) else []:
                    print(f"    {fault}")
    print(f"{'goals':<64}" + "".join(f"{goal:>16}" for goal in GOALS.values()))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
