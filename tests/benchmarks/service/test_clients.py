"""What a request took, by the header of its answer."""

from __future__ import annotations

from benchmarks.service.clients import Took, took_of


def test_our_own_part_is_what_models_index_and_turn_leave() -> None:
    header = "turn;dur=2.0, encode;dur=5.0, index;dur=4.0, moments;dur=3.0, answer;dur=1.0, total;dur=16.5"
    assert took_of(20.0, header) == Took(whole=20.0, turn=2.0, own=5.5)


def test_a_stage_that_is_named_twice_counts_twice() -> None:
    assert took_of(9.0, "index;dur=1.0, index;dur=2.0, total;dur=8.0").own == 5.0


def test_stages_that_are_missing_took_nothing() -> None:
    assert took_of(3.0, "total;dur=2.5") == Took(whole=3.0, turn=0.0, own=2.5)
