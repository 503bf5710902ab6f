"""The page as a reader sees it."""

from __future__ import annotations

from pathlib import Path

from benchmarks.harness.page.page import HEAD, write_page
from benchmarks.harness.results import write_results
from tests.support.benchmarks.samples import beside_a_script, case_of, results_of

MEASURED = """Goals: 1 reached.

| case | subject | goal | measured |  |
|---|---|---|---|---|
| [A film](#a-film) | film | wall / script <= 0.9 | 0.5 | reached |

## A film

Which is faster?

![A film](pictures/film.svg)

Measured on Example 9000, 2 cores, 8 GiB, Python 3.11.9; commit 0123abcd, 2026-11-30 12:00, load 0.2 at the start.

| subject | metric | contestant | figure | vindex / contestant |
|---|---|---|---|---|
| film | wall | vindex | 1.1 (1-3) s |  |
| film | wall | script | 2.2 (2-6) s | 0.5 |

| goal | subject | measured |  |
|---|---|---|---|
| wall / script <= 0.9 | film | 0.5 | reached |
"""


def test_a_measured_case(tmp_path: Path) -> None:
    case = case_of(beside_a_script())
    write_results(case.name, results_of(beside_a_script()), tmp_path / "results")
    write_page([case], results=tmp_path / "results", page=tmp_path / "README.md")
    assert (tmp_path / "README.md").read_text() == f"{HEAD}\n\n{MEASURED}"


def test_a_measured_case_has_a_picture(tmp_path: Path) -> None:
    case = case_of(beside_a_script())
    write_results(case.name, results_of(beside_a_script()), tmp_path / "results")
    write_page([case], results=tmp_path / "results", page=tmp_path / "README.md")
    assert (tmp_path / "pictures" / "film.svg").exists()


def test_a_case_that_was_never_measured_says_so(tmp_path: Path) -> None:
    write_page([case_of([])], results=tmp_path, page=tmp_path / "README.md")
    page = (tmp_path / "README.md").read_text()
    assert page.endswith("## A film\n\nWhich is faster?\n\nNot measured yet.\n")
    assert "Goals: 1 not measured." in page
