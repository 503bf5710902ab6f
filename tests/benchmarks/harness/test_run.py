"""A case that cannot be measured costs the others nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.harness.results import read_results
from benchmarks.harness.run import measure, run_case
from tests.support.benchmarks.samples import beside_a_script, case_of, sample


def test_what_was_measured_is_kept(tmp_path: Path) -> None:
    assert run_case(case_of(beside_a_script()), 3, quick=False, results=tmp_path)
    found = read_results("film", tmp_path)
    assert found is not None
    assert list(found.samples) == beside_a_script()


def test_a_quick_run_leaves_the_results_as_they_are(tmp_path: Path) -> None:
    assert run_case(case_of(beside_a_script()), 3, quick=True, results=tmp_path)
    assert read_results("film", tmp_path) is None


def test_a_case_whose_program_is_missing_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not run_case(case_of([], needs=("no-such-program",)), 1, quick=False, results=tmp_path)
    assert capsys.readouterr().out == "film: left out, needs no-such-program\n"


def test_a_case_that_fails_keeps_its_last_results(tmp_path: Path) -> None:
    run_case(case_of(beside_a_script()), 3, quick=False, results=tmp_path)
    assert not run_case(case_of([sample(1.0), sample(2.0)]), 3, quick=False, results=tmp_path)
    found = read_results("film", tmp_path)
    assert found is not None
    assert list(found.samples) == beside_a_script()


def test_a_figure_that_comes_twice_in_a_round_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"measured twice: wall of vindex \(film\) in round 0"):
        measure(case_of([sample(1.0), sample(2.0)]), 1, quick=False)


def test_the_verdicts_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_case(case_of(beside_a_script()), 3, quick=True, results=tmp_path)
    assert "wall / script <= 0.9 (film): 0.5: reached" in capsys.readouterr().out
