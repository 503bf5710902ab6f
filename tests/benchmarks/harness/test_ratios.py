"""Ratios: each run is compared with the reference of its own round."""

from __future__ import annotations

import pytest

from benchmarks.harness.ratios import Usage, compare_with_goal, cpu_ratios, spread, wall_ratios


def usage(cpu_s: float, wall_s: float = 1.0) -> Usage:
    return Usage(frames=60, cpu_s=cpu_s, wall_s=wall_s, added_mib=10.0)


def test_a_slow_round_changes_no_ratio() -> None:
    found = cpu_ratios([usage(1), usage(3), usage(2)], [usage(2), usage(6), usage(4)])
    assert (found.lowest, found.median, found.highest) == (0.5, 0.5, 0.5)


def test_wall_time_is_compared_apart_from_processor_time() -> None:
    assert wall_ratios([usage(9, 1.0)], [usage(1, 4.0)]).median == 0.25


def test_a_round_without_a_reference_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        cpu_ratios([usage(1), usage(1)], [usage(1)])


def test_a_spread_is_formatted() -> None:
    assert str(spread([0.3, 0.1, 0.2])) == "0.20 (0.10-0.30)"


@pytest.mark.parametrize(("figure", "said"), [(0.9, "0.90 <= 0.90: reached"), (0.91, "0.91 <= 0.90: MISSED")])
def test_a_goal_is_reached_or_missed(figure: float, said: str) -> None:
    assert compare_with_goal(figure, at_most=0.9) == said
