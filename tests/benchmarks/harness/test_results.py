"""Samples and machine come back from Parquet as they were."""

from __future__ import annotations

from pathlib import Path

from benchmarks.harness.results import read_results, write_results
from tests.support.benchmarks.samples import beside_a_script, growing, results_of


def test_results_come_back_as_they_were(tmp_path: Path) -> None:
    results = results_of(beside_a_script() + growing(1.0, metric="memory"))
    write_results("film", results, tmp_path)
    assert read_results("film", tmp_path) == results


def test_a_case_that_was_never_measured_has_none(tmp_path: Path) -> None:
    assert read_results("film", tmp_path) is None


def test_a_new_run_takes_the_place_of_the_last(tmp_path: Path) -> None:
    write_results("film", results_of(beside_a_script()), tmp_path)
    write_results("film", results_of(growing(1.0)), tmp_path)
    assert read_results("film", tmp_path) == results_of(growing(1.0))
