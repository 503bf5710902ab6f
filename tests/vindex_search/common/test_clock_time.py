"""clock_time: the format of each kind, and no minute or second ever reads 60."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vindex_search.common.clock_time import player_range, player_time, subrip_time, webvtt_time

WEBVTT = re.compile(r"(\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3})")
SECONDS = st.floats(0, 1e7)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "00:00:00.000"),
        (0.0004, "00:00:00.000"),
        (1.25, "00:00:01.250"),
        (59.9994, "00:00:59.999"),
        (59.9996, "00:01:00.000"),
        (3599.9996, "01:00:00.000"),
        (3661.5, "01:01:01.500"),
        (360_000, "100:00:00.000"),
        (-0.0001, "00:00:00.000"),
    ],
)
def test_times_of_subtitle_files(seconds: float, written: str) -> None:
    assert webvtt_time(seconds) == written
    assert subrip_time(seconds) == written.replace(".", ",")


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        *((0, "0:00"), (7.9, "0:07"), (59.9996, "0:59"), (61, "1:01"), (754, "12:34"), (3599.9, "59:59")),
        *((3600, "1:00:00"), (3723, "1:02:03"), (36_061, "10:01:01"), (-0.5, "0:00")),
    ],
)
def test_times_as_a_player_shows_them(seconds: float, shown: str) -> None:
    assert player_time(seconds) == shown


@given(SECONDS)
@example(59.9996)
def test_a_formatted_time_is_exact_to_the_millisecond(seconds: float) -> None:
    found = WEBVTT.fullmatch(webvtt_time(seconds))
    assert found
    hours, minutes, whole, milliseconds = map(int, found.groups())
    read = (hours * 3600 + minutes * 60 + whole) * 1000 + milliseconds
    assert abs(read - seconds * 1000) <= 0.5 + 1e-5
    assert webvtt_time(read / 1000) == webvtt_time(seconds)


@given(SECONDS, SECONDS)
def test_player_time_is_monotonic(one: float, other: float) -> None:
    def parts(seconds: float) -> list[int]:
        shown = [int(part) for part in player_time(seconds).split(":")]
        return [0] * (3 - len(shown)) + shown

    assert max(parts(one), parts(other)) == parts(max(one, other))
    assert all(part < 60 for part in parts(one)[1:])


@pytest.mark.parametrize(
    ("start_s", "end_s", "shown"),
    [(12.0, 40.9, "0:12-0:40"), (12.0, 12.9, "0:12"), (12.0, None, "0:12"), (None, 40.0, "0:40"), (None, None, "")],
)
def test_a_range_is_written_by_what_is_known_of_it(start_s: float | None, end_s: float | None, shown: str) -> None:
    assert player_range(start_s, end_s) == shown
