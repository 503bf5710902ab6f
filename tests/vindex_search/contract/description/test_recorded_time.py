from __future__ import annotations

import pytest

from vindex_search.contract.description.recorded_time import (
    instant,
    is_container_time,
    is_recorded,
    parse_recorded,
    wall_clock,
)

FORMS = {
    "2026-03-01": "2026-03-01",
    "20260301": "2026-03-01",  # yt-dlp
    "2026/03/01": "2026-03-01",
    "1.3.2026": "2026-03-01",
    "2026-03-01 14:30": "2026-03-01T14:30:00",
    "2026:03:01 14:30:05": "2026-03-01T14:30:05",  # EXIF
    "2026-03-01T14:30:05.123456Z": "2026-03-01T14:30:05+00:00",  # FFmpeg's creation_time
    "2026-03-01T14:30:05+0100": "2026-03-01T14:30:05+01:00",  # QuickTime
    "2026-03-01T14:30:05-03:30": "2026-03-01T14:30:05-03:30",
    "2026-03-01 14:30:05 UTC": "2026-03-01T14:30:05+00:00",
    "20260301T143005Z": "2026-03-01T14:30:05+00:00",
    "Sun, 01 Mar 2026 14:30:05 +0100": "2026-03-01T14:30:05+01:00",  # RFC 2822
    " 2026-03-01 ": "2026-03-01",
}


@pytest.mark.parametrize(("stated", "kept"), FORMS.items())
def test_each_form_of_a_time_is_read(stated: str, kept: str) -> None:
    assert parse_recorded(stated) == kept


@pytest.mark.parametrize("kept", sorted(set(FORMS.values())))
def test_what_is_kept_is_read_as_itself(kept: str) -> None:
    assert is_recorded(kept)


def test_seconds_since_1970_are_a_time_in_utc() -> None:
    assert parse_recorded(1772375405) == "2026-03-01T14:30:05+00:00"


@pytest.mark.parametrize(
    "stated",
    [
        *("", "yesterday", "03/04/2026", "2026-02-30", "2026-13-01", "2026-03-01T25:00", "2026-03-01T14:30 somewhere"),
        *("1066-10-14", "9999-01-01", "2026-03-01T14:30:00+23:00", "2" * 1000, "٢٠٢٦-٠٣-٠١T٢٥:٠٠"),
        *(None, True, [], {}, float("nan"), float("inf"), 1e30, -1e30),
    ],
)
def test_what_is_no_time_of_a_recording_is_none(stated: object) -> None:
    assert parse_recorded(stated) is None


@pytest.mark.parametrize(
    ("recorded", "second", "clock"),
    [
        ("2026-03-01T14:30:00+01:00", 90.5, "2026-03-01T14:31:30.500+01:00"),
        ("2026-03-01T23:59:59", 2.0, "2026-03-02T00:00:01.000"),
        ("2026-03-01", 90.5, None),
        (None, 1.0, None),
        ("2026-03-01T14:30:00", float("inf"), None),
        ("2026-03-01T14:30:00", 1e15, None),
    ],
)
def test_a_moment_has_the_clock_time_that_follows_from_the_recording(
    recorded: str | None, second: float, clock: str | None
) -> None:
    assert wall_clock(recorded, second) == clock


@pytest.mark.parametrize(
    ("recorded", "utc"),
    [
        ("2026-03-01", "2026-03-01T00:00:00+00:00"),
        ("2026-03-01T00:30:00+01:00", "2026-02-28T23:30:00+00:00"),
        ("2026-03-01T14:30:00", "2026-03-01T14:30:00+00:00"),
    ],
)
def test_times_are_compared_in_utc(recorded: str, utc: str) -> None:
    assert instant(recorded) == utc


@pytest.mark.parametrize("stated", ["1904-01-01T00:00:00Z", "1970-01-01T00:00:10Z"])
def test_a_clock_that_was_never_set_says_nothing(stated: str) -> None:
    assert not is_container_time(parse_recorded(stated) or "")
