"""Writes the page and its pictures from the results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.harness.case import Case
from benchmarks.harness.page.goal_rows import overview
from benchmarks.harness.page.plot import draw
from benchmarks.harness.page.section import section
from benchmarks.harness.results import FOLDER, read_results

BENCHMARKS: Final = Path(__file__).resolve().parents[2]
HEAD: Final = """# Speed

Made by `make bench`: every figure and picture below comes from `results/*.parquet`, the samples of the last run of
each case. Contestants take turns on the same machine, so that load hits all alike; a figure is the median of the
rounds, with the lowest and the highest; a ratio is taken within a round. In the pictures a mark stands where the goal
lies: green where it is reached, red where not. One case: `python -m benchmarks frames`; whether everything runs:
`--quick`; the page from the results that are there: `--page`.

Quality (word errors, screen text, retrieval) is measured by programs of their own: `make quality`."""


def write_page(cases: Sequence[Case], *, results: Path = FOLDER, page: Path = BENCHMARKS / "README.md") -> None:
    """Write the page, and a picture of each case that was measured beside it."""
    measured = [(case, read_results(case.name, results)) for case in cases]
    for case, found in measured:
        if found:
            draw(case, found.samples, page.parent / "pictures" / f"{case.name}.svg")
    parts = (HEAD, overview(measured), *(section(case, found) for case, found in measured))
    page.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")
