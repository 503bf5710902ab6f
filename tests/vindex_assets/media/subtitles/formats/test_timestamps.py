"""timestamps: what the expressions match, in seconds."""

from __future__ import annotations

import re

import pytest

from vindex_assets.media.subtitles.formats.timestamps import ARROW, SUBRIP, WEBVTT, interval, seconds


@pytest.mark.parametrize(
    ("fields", "total"),
    [
        (("1", "02", "03", "5"), 3723.5),
        ((None, "00", "07", None), 7.0),
        ((None, "00", "01", "469"), 1.469),
        (("12345", "00", "24", "000"), 44_442_024.0),
    ],
)
def test_seconds_are_exact(fields: tuple[str | None, ...], total: float) -> None:
    assert seconds(fields) == total


def test_an_interval_is_two_times() -> None:
    timing = re.match(rf"{SUBRIP}{ARROW}{SUBRIP}", "0:01,5-->1:00:00")
    assert timing is not None
    assert interval(timing) == (1.5, 3600.0)


@pytest.mark.parametrize("clock", ["00:01.0100", "00:60.000", "0:1.000", "1:00:0:00.000", "00:01.5.5"])
def test_what_is_no_time_of_the_web_is_not_matched_in_part(clock: str) -> None:
    assert re.match(WEBVTT, clock) is None
