"""marker: moments become frames, one behind the other on a timeline."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.support.markers.answers import marker, source
from vindex_search.markers.marker import events, name_of, rate_of

TIMES = st.floats(0, 100_000)


def test_start_and_end_are_frames_and_the_next_begins_where_one_ends() -> None:
    found = list(events([marker(1.0, 2.0), marker(10.0, 10.52)], Fraction(25)))
    assert [(event.start, event.end, event.at) for event in found] == [(25, 50, 0), (250, 263, 25)]


@given(TIMES, st.floats(0, 1))
def test_no_moment_is_shorter_than_a_frame(start_s: float, length_s: float) -> None:
    (event,) = events([marker(start_s, start_s + length_s)], Fraction(25))
    assert event.length >= 1


def test_the_rate_is_that_of_the_first_video_with_pictures() -> None:
    sound, film = marker(0, 1, of=source(None)), marker(0, 1, of=source(50.0))
    assert (rate_of([sound, film]), rate_of([sound]), rate_of([])) == (Fraction(50), Fraction(25), Fraction(25))


def test_a_name_is_what_is_said_or_the_title() -> None:
    assert name_of(marker(0, 1, note="One\ntwo")) == "One two"
    assert name_of(marker(0, 1, note="")) == "tides"
    assert len(name_of(marker(0, 1, note="word " * 50))) <= 60
