"""rates: a timeline has an exact rate, that of the video, a multiple of it, or the nearest."""

from __future__ import annotations

from fractions import Fraction

import pytest

from vindex_search.markers.rates import NTSC, drops_frames, nearest_frame, timeline_rate


@pytest.mark.parametrize(
    ("fps", "expected"),
    [
        (23.976, 24 * NTSC),
        (24.0, Fraction(24)),
        (29.97, 30 * NTSC),
        (30.0, Fraction(30)),
        (59.94, 60 * NTSC),
        (12.5, Fraction(25)),
        (14.985, 30 * NTSC),
        (15.0, Fraction(30)),
        (10.0, Fraction(30)),
        (30.006, Fraction(30)),
        (29.833, 30 * NTSC),
        (120.0, Fraction(60)),
        (None, Fraction(25)),
        (0.0, Fraction(25)),
    ],
)
def test_the_rate_of_a_timeline(fps: float | None, expected: Fraction) -> None:
    assert timeline_rate(fps) == expected


def test_only_two_rates_drop_frames() -> None:
    rates = [24 * NTSC, Fraction(25), Fraction(30), 30 * NTSC, 48 * NTSC, Fraction(60), 60 * NTSC]
    assert [rate for rate in rates if drops_frames(rate)] == [30 * NTSC, 60 * NTSC]


@pytest.mark.parametrize("rate", [24 * NTSC, Fraction(25), 30 * NTSC, 60 * NTSC])
def test_the_start_of_a_frame_in_milliseconds_is_that_frame(rate: Fraction) -> None:
    frames = range(0, 500_000, 997)
    assert [nearest_frame(round(float(frame / rate), 3), rate) for frame in frames] == list(frames)
