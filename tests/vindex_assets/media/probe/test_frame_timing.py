"""frame_timing: made-up packet tables; the timing of every real clip is in test_probe."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from vindex_assets.media.packets import NO_PTS, PacketTable
from vindex_assets.media.probe.frame_timing import measure_frame_timing


def table(ticks: list[int], *, keys: tuple[int, ...] = (0,), discarded: tuple[int, ...] = ()) -> PacketTable:
    pts = np.array(ticks, np.int64)
    return PacketTable(
        pts, np.isin(np.arange(len(pts)), keys), ~np.isin(np.arange(len(pts)), discarded), Fraction(1, 1000)
    )


def test_frames_are_counted_and_timed_in_presentation_order() -> None:
    timing = measure_frame_timing(table([0, 120, 40, 80], keys=(0, 3)))
    assert (timing.frame_count, timing.fps, timing.last_pts_s, timing.keyframe_every_s) == (4, 25.0, 0.12, 0.08)


def test_discarded_packets_do_not_count() -> None:
    timing = measure_frame_timing(table([-80, -40, 0, 40], discarded=(0, 1)))
    assert (timing.frame_count, timing.fps, timing.keyframe_every_s) == (2, 25.0, None)


def test_packets_without_pts_are_counted_and_have_no_rate() -> None:
    timing = measure_frame_timing(table([NO_PTS] * 5))
    assert (timing.frame_count, timing.fps, timing.variable_frame_rate, timing.last_pts_s) == (5, None, False, None)


def test_without_packets_there_is_no_rate() -> None:
    assert measure_frame_timing(table([])).fps is None


@pytest.mark.parametrize(
    ("distances", "variable"),
    [
        ([40] * 100, False),
        ([33, 33, 34] * 40, False),
        ([40] * 99 + [80], False),
        ([40] * 90 + [80] * 10, True),
        ([20, 60] * 50, True),
        ([100, 104] * 50, False),
        ([40] * 98 + [80] * 2, False),
        ([40] * 97 + [80] * 3, True),
        ([40] * 90 + [44] * 10, False),
        ([40] * 90 + [45] * 10, True),
        ([3] * 90 + [4] * 10, False),
        ([3] * 90 + [5] * 10, True),
    ],
    ids=[
        *("even", "rounded to the tick", "one frame lost", "a tenth stands twice as long", "two rates", "jitter"),
        *("a fiftieth is still regular", "more than a fiftieth is not", "a tenth longer", "more than a tenth longer"),
        *("a tick longer", "two ticks longer"),
    ],
)
def test_a_rate_is_variable_when_a_noticeable_share_of_frames_stands_longer_or_shorter(
    distances: list[int], variable: bool
) -> None:
    assert measure_frame_timing(table(np.cumsum([0, *distances]).tolist())).variable_frame_rate is variable


def test_frames_that_all_have_one_time_have_no_rate() -> None:
    timing = measure_frame_timing(table([40, 40, 40], keys=(0, 1)))
    assert (timing.frame_count, timing.fps, timing.keyframe_every_s, timing.last_pts_s) == (3, None, None, 0.04)


def test_two_frames_have_a_rate() -> None:
    assert measure_frame_timing(table([0, 50])).fps == 20.0


def test_a_rate_has_three_decimals() -> None:
    assert measure_frame_timing(table([0, 33])).fps == 30.303
