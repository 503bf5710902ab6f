"""Rows: means with intervals, and the mean over sets, in which each set weighs the same."""

from __future__ import annotations

import pytest

from benchmarks.retrieval.tables.rows import length_percentiles, make_row, mean_row


def test_a_row_has_the_means_within_their_intervals() -> None:
    row = make_row("ours", [{"hit@1": float(number % 4 == 0), "miou": 0.5} for number in range(100)], [10, 20, 30])
    assert row.as_json["hit@1"] == 0.25
    (low, high), of_constant = row.intervals
    assert 0.1 < low < 0.25 < high < 0.4
    assert of_constant == (0.5, 0.5)
    assert row.as_json["lengths_s"] == pytest.approx([12, 20, 28])


def test_every_set_weighs_the_same_in_the_mean() -> None:
    many, few = make_row("ours", [{"hit@1": 1.0}] * 90), make_row("ours", [{"hit@1": 0.0}] * 10)
    assert mean_row([many, few]).means == (0.5,)


def test_the_mean_of_sets_is_surer_than_one_of_them() -> None:
    sets = [make_row("ours", [{"hit@1": float(number % 2)} for number in range(50)]) for _ in range(4)]
    (alone,), (together,) = sets[0].intervals, mean_row(sets).intervals
    assert together[1] - together[0] == pytest.approx((alone[1] - alone[0]) / 2, rel=0.2)


def test_nothing_has_no_percentiles() -> None:
    assert length_percentiles([]) == ()
