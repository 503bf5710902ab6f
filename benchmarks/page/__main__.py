"""`python -m benchmarks.page [WEB ...]`: visits the page of each folder in turns, and prints medians with their spread.

A folder is a `vindex_search/web`, such as that of another checkout; default: this one. Load of the machine
hits all alike.
"""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import sync_playwright

from benchmarks.page.library import MOMENTS, PAGE, VIDEOS, application
from benchmarks.page.visit import Visit, visit
from tests.support.http.server import serving
from vindex_search.api.app import WEB_FOLDER

CHROMIUM: Final = "/usr/bin/chromium-headless-shell"
# By name: the path, the cards of the first answer and of all.
SUBJECTS: Final = {"library": ("/", VIDEOS, VIDEOS), "results": ("/?q=energy", PAGE, MOMENTS)}
SLOWDOWNS: Final = (1.0, 4.0)  # a desk computer, and about a phone of the middle class


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("webs", nargs="*", type=Path, default=[WEB_FOLDER], metavar="WEB")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    for subject in SUBJECTS:
        for slowdown in SLOWDOWNS:
            visits = _in_turns(given.webs, subject, slowdown, given.rounds)
            for web, mine in visits.items():
                print(f"{subject}, {slowdown:g}x slower, {web}\n{_written(mine)}")


def _in_turns(webs: list[Path], subject: str, slowdown: float, rounds: int) -> dict[Path, list[Visit]]:
    path, first, every = SUBJECTS[subject]
    visits: dict[Path, list[Visit]] = {web: [] for web in webs}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(rounds):
            for web, mine in visits.items():
                with serving(application(web)) as address:
                    mine.append(visit(browser, address + path, first, every, slowdown))
        browser.close()
    return visits


def _written(visits: list[Visit]) -> str:
    lines = []
    for name in (field.name for field in fields(Visit)):
        values = sorted(getattr(one, name) for one in visits)
        lines.append(f"  {name:12} {median(values):10.3g}  ({values[0]:.3g} to {values[-1]:.3g})")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
