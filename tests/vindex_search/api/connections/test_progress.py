"""progress: slow transfers go on, those that stop or trickle end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vindex_search.api.connections.progress import Progress

WINDOW_S, WINDOW_BYTES = 60.0, 30_000
THIN_LINE = 1_000  # bytes a second


def test_forty_gigabytes_over_a_thin_line_go_on() -> None:
    progress = Progress(WINDOW_S, WINDOW_BYTES)
    assert not any(progress.stalled(second, second * THIN_LINE, awaited=True) for second in range(0, 40_000_000, 997))


def test_a_line_that_is_dead_for_most_of_a_window_goes_on() -> None:
    progress = Progress(WINDOW_S, WINDOW_BYTES)
    sent = [second // 59 * 59 * THIN_LINE for second in range(600)]
    assert not any(progress.stalled(second, bytes_, awaited=True) for second, bytes_ in enumerate(sent))


def test_a_byte_a_second_is_no_progress() -> None:
    progress = Progress(WINDOW_S, WINDOW_BYTES)
    ended = next(second for second in range(1000) if progress.stalled(second, second, awaited=True))
    assert ended == WINDOW_S + 1


@given(st.lists(st.integers(min_value=0, max_value=10), min_size=1, max_size=50))
def test_a_side_that_is_not_waited_for_is_never_late(steps: list[int]) -> None:
    progress, now = Progress(1.0, 1), 0.0
    for step in steps:
        now += step
        assert not progress.stalled(now, 0, awaited=False)
    assert not progress.stalled(now, 0, awaited=True)  # its window begins now


@given(st.lists(st.tuples(st.floats(0.01, 5), st.integers(0, 3)), max_size=60))
def test_nothing_ends_before_a_whole_window_is_over(steps: list[tuple[float, int]]) -> None:
    progress, now, moved = Progress(10.0, 100), 0.0, 0
    for took, size in steps:
        now, moved = now + took, moved + size
        if progress.stalled(now, moved, awaited=True):
            assert now > 10.0
            return
