"""ratios: each run is held against the reference of its own round."""

from __future__ import annotations

import pytest

from benchmarks.ratios import Took, cpu_ratios, spread, verdict, wall_ratios


def took(cpu_s: float, wall_s: float = 1.0) -> Took:
    return Took(frames=60, cpu_s=cpu_s, wall_s=wall_s, added_mib=10.0)


def test_a_slow_round_slows_both_and_changes_no_ratio() -> None:
    found = cpu_ratios([took(1), took(3), took(2)], [took(2), took(6), took(4)])
    assert (found.least, found.middle, found.most) == (0.5, 0.5, 0.5)


def test_the_clock_is_compared_apart_from_the_processor() -> None:
    assert wall_ratios([took(9, 1.0)], [took(1, 4.0)]).middle == 0.25


def test_a_round_without_a_reference_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        cpu_ratios([took(1), took(1)], [took(1)])


def test_the_spread_is_shown() -> None:
    assert str(spread([0.3, 0.1, 0.2])) == "0.20 (0.10-0.30)"


@pytest.mark.parametrize(("figure", "said"), [(0.9, "0.90 <= 0.90: reached"), (0.91, "0.91 <= 0.90: MISSED")])
def test_a_goal_is_reached_or_missed(figure: float, said: str) -> None:
    assert verdict(figure, at_most=0.9) == said
