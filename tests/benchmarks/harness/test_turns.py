"""Contestants take turns, and none always goes first."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.harness.turns import take_turns
from benchmarks.harness.usage import Usage


def contestants(ran: list[str]) -> dict[str, Callable[[], Usage]]:
    def named(name: str) -> Callable[[], Usage]:
        def run() -> Usage:
            ran.append(name)
            return Usage(wall_s=1.0, cpu_s=2.0, peak_mib=3.0)

        return run

    return {name: named(name) for name in ("a", "b", "c")}


def test_the_order_alternates() -> None:
    ran: list[str] = []
    list(take_turns("film", contestants(ran), 3))
    assert "".join(ran) == "abccbaabc"


def test_each_turn_gives_three_figures_of_its_round() -> None:
    found = [
        (one.contestant, one.round, one.metric, one.value) for one in take_turns("film", contestants([]), 2, size=9)
    ]
    assert [one for one in found if one[:2] == ("b", 1)] == [
        ("b", 1, "wall", 1.0),
        ("b", 1, "cpu", 2.0),
        ("b", 1, "memory", 3.0),
    ]


def test_the_size_of_the_subject_is_that_of_its_samples() -> None:
    assert {one.size for one in take_turns("film", contestants([]), 1, size=9)} == {9}
