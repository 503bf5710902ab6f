"""duration: when the length that a header states is noted to be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from vindex_assets.media.probe.duration import last_end, length_note


@pytest.mark.parametrize(
    ("stated_s", "measured_s", "wrong"),
    [
        (100.0, 101.9, False),
        (100.0, 98.1, False),
        (100.0, 102.1, True),
        (100.0, 97.9, True),
        (3.0, 15.4, True),
        (2_147_483.6, 15.4, True),
        (1.2, 1.0, False),
        (1.3, 1.0, True),
        (0.7, 1.0, True),
        (0.3, 0.1, False),  # most of it is padding
        (0.0, 46.4, False),  # it states none
    ],
)
def test_a_length_is_wrong_when_it_is_off_by_two_seconds_or_a_quarter(
    stated_s: float, measured_s: float, wrong: bool
) -> None:
    note = length_note(stated_s, measured_s, container="flv")
    assert (note is not None) == wrong
    assert note is None or note.code == "length_corrected"


def test_the_note_names_both_lengths() -> None:
    note = length_note(3.0, 15.42, container="flv")
    assert note
    assert note.text == "the file states 3.0 s, its packets last 15.4 s"


@pytest.mark.parametrize("container", ["mpegts", "mpeg", "ogg"])
def test_where_ffmpeg_takes_the_length_from_time_stamps_nothing_is_stated(container: str) -> None:
    assert length_note(15.4, 26.4, container=container) is None


def test_a_length_by_the_bit_rate_is_called_so() -> None:
    note = length_note(28.8, 46.4, container="mp3")
    assert note
    assert note.text == "its bit rate or header says 28.8 s, its packets last 46.4 s"


def test_the_end_of_other_streams_is_that_of_their_last_packet(media: Path) -> None:
    nasa = media / "video" / "nasa_13013.mp4"
    assert last_end(nasa, [3]) == pytest.approx(13.013, abs=0.01)
    assert last_end(nasa, [0, 4]) == pytest.approx(13.056, abs=0.06)


def test_without_other_streams_nothing_lasts(media: Path) -> None:
    assert last_end(media / "video" / "frog.mp4", []) == float("-inf")
