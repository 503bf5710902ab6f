"""Growth and missed goals in a section."""

from __future__ import annotations

from dataclasses import replace

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


def test_what_stands_in_the_way_is_told_where_a_goal_is_missed() -> None:
    missed, reached = (in_rounds([2.0]) + in_rounds([script], contestant="script") for script in (2.0, 4.0))
    case = replace(case_of(missed), limits="A lock is held.")
    assert section(case, results_of(missed)).endswith("A lock is held.")
    assert "A lock is held." not in section(case, results_of(reached))
