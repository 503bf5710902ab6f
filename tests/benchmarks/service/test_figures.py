"""Percentiles of what clients saw, and what each of them asks."""

from __future__ import annotations

import pytest

from benchmarks.service.clients import Load, Took
from benchmarks.service.figures import samples, titles_of_clients


def figures(load: Load) -> dict[str, float]:
    return {sample.metric: sample.value for sample in samples(load, "100 points", "vindex", 0)}


def test_a_load_is_told_by_its_percentiles_and_throughput() -> None:
    found = figures(Load([Took(float(whole), 0.0, whole / 2) for whole in range(1, 101)], 20.0))
    assert found["p50"] == pytest.approx(50.5)
    assert found["p99 / p50"] == pytest.approx(found["p99"] / 50.5)
    assert found["throughput"] == 5.0
    assert found["own p50"] == pytest.approx(25.25)


def test_who_has_no_own_part_tells_none() -> None:
    assert "own p50" not in figures(Load([Took(1.0, 0.0, 0.0)], 1.0))


def test_clients_begin_with_other_titles_and_go_round() -> None:
    titles = [str(number) for number in range(10)]
    assert titles_of_clients(titles, clients=2, each=4) == [["0", "1", "2", "3"], ["7", "8", "9", "0"]]
