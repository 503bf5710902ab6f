"""Growth and missed goals in a section."""

from __future__ import annotations

from benchmarks.harness.page.section import section
from tests.support.benchmarks.samples import beside_a_script, case_of, growing, in_rounds, results_of


def test_growth_is_told_in_words() -> None:
    text = section(case_of(growing(0.5), goals=()), results_of(growing(0.5)))
    assert "- wall of vindex grows as size^0.50: 10.00 times from 10 to 1,000" in text


def test_what_is_missed_stands_out() -> None:
    samples = in_rounds([2.0]) + in_rounds([2.0], contestant="script")
    assert "| wall / script <= 0.9 | film | 1 | **missed** |" in section(case_of(samples), results_of(samples))


def test_a_case_without_goals_has_no_table_of_them() -> None:
    assert "| goal |" not in section(case_of([], goals=()), results_of(beside_a_script()))
