"""restarts: later each time, anew after it ran for a while, and not for ever."""

from __future__ import annotations

from vindex_assets.cli.processes.restarts import LONGEST_DELAY_S, MAX_QUICK_ENDS, STABLE_S, Restarts


def test_each_quick_end_is_waited_after_twice_as_long_until_it_is_given_up() -> None:
    restarts = Restarts()
    assert [restarts.delay_s(0.1) for _ in range(MAX_QUICK_ENDS)] == [1.0, 2.0, 4.0, 8.0, 16.0, None]


def test_what_ran_for_a_while_is_started_again_as_after_its_first_end() -> None:
    restarts = Restarts()
    delays = [restarts.delay_s(ran) for ran in (1.0, 1.0, STABLE_S, 1.0)]
    assert delays == [1.0, 2.0, 1.0, 2.0]
    assert max(delay or 0 for delay in delays) <= LONGEST_DELAY_S
