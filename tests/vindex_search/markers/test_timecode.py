"""timecode: known values of drop frames, the way back, and agreement with OpenTimelineIO at every rate."""

from __future__ import annotations

from fractions import Fraction

import opentimelineio as otio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.markers.rates import NTSC, TIMELINE_RATES, drops_frames
from vindex_search.markers.timecode import frames_a_day, from_timecode, to_timecode

NTSC_30, NTSC_60 = 30 * NTSC, 60 * NTSC
KNOWN = [
    (NTSC_30, 0, "00:00:00;00"),
    (NTSC_30, 1799, "00:00:59;29"),
    (NTSC_30, 1800, "00:01:00;02"),
    (NTSC_30, 3597, "00:01:59;29"),
    (NTSC_30, 3598, "00:02:00;02"),
    (NTSC_30, 17981, "00:09:59;29"),
    (NTSC_30, 17982, "00:10:00;00"),
    (NTSC_30, 107892, "01:00:00;00"),
    (NTSC_30, 2589407, "23:59:59;29"),
    (NTSC_30, 2589408, "00:00:00;00"),
    (NTSC_60, 3599, "00:00:59;59"),
    (NTSC_60, 3600, "00:01:00;04"),
    (NTSC_60, 35964, "00:10:00;00"),
    (NTSC_60, 215784, "01:00:00;00"),
    (24 * NTSC, 86400, "01:00:00:00"),
    (Fraction(25), 90000, "01:00:00:00"),
    (Fraction(25), 24, "00:00:00:24"),
    (Fraction(30), 1800, "00:01:00:00"),
    (Fraction(50), 179999, "00:59:59:49"),
]
RATES = st.sampled_from(TIMELINE_RATES)


@pytest.mark.parametrize(("rate", "frame", "expected"), KNOWN)
def test_known_values(rate: Fraction, frame: int, expected: str) -> None:
    assert to_timecode(frame, rate) == expected


@given(RATES, st.integers(0, 10_000_000))
def test_the_way_back(rate: Fraction, frame: int) -> None:
    frame %= frames_a_day(rate)
    assert from_timecode(to_timecode(frame, rate), rate) == frame


@given(st.sampled_from([rate for rate in TIMELINE_RATES if rate != 48 * NTSC]), st.integers(0, 2_000_000))
def test_opentimelineio_counts_alike(rate: Fraction, frame: int) -> None:
    theirs = otio.opentime.to_timecode(otio.opentime.RationalTime(frame, float(rate)), float(rate), drops_frames(rate))
    assert to_timecode(frame, rate) == theirs


@given(st.sampled_from([NTSC_30, NTSC_60]), st.integers(0, 2_589_407))
def test_drop_frame_timecode_keeps_up_with_the_clock(rate: Fraction, frame: int) -> None:
    hours, minutes, seconds = (int(part) for part in to_timecode(frame, rate)[:8].split(":"))
    shown = hours * 3600 + minutes * 60 + seconds
    clock = frame / rate % 86400
    assert abs(clock - shown) < Fraction(11, 10)


@pytest.mark.parametrize("text", ["00:01:00;00", "00:01:00;01", "00:00:00:00", "0:00:00;00", "00:00:60;00", "", "x"])
def test_what_is_no_timecode_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no timecode"):
        from_timecode(text, NTSC_30)
