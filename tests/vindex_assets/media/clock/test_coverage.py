"""coverage: what did not come out of the decoder, by the packets."""

from __future__ import annotations

import numpy as np
import pytest

from vindex_assets.media.clock.coverage import Pauses, frames_note, sound_note
from vindex_assets.media.clock.losses import Losses
from vindex_assets.media.clock.stream_clock import StreamClock

PICTURES_S = np.arange(500) / 25
SOUND = StreamClock(stream=1, start_s=0.0, end_s=60.0, filled_s=60.0)


def pauses(times_s: list[float], *, end_s: float = 20.0) -> list[tuple[float, float]]:
    collected = Pauses()
    for time_s in times_s:
        collected.reach(time_s)
    return collected.until(end_s)


def test_a_film_without_pauses_has_none() -> None:
    assert pauses([n / 8 for n in range(160)]) == []


def test_pauses_at_the_begin_inside_and_at_the_end() -> None:
    assert pauses([2.0, 2.5, 9.0, 9.5]) == [(0.0, 2.0), (2.5, 9.0), (9.5, 20.0)]


def test_pictures_of_a_pause_are_missing() -> None:
    note = frames_note(Losses(), [(2.0, 4.0)], lambda: PICTURES_S)
    assert note
    assert (note.code, note.start_s, note.end_s) == ("frames_lost", 2.0, 4.0)
    assert note.text == "35 pictures damaged or missing, between 2.0 and 4.0 s"


def test_a_pause_in_which_the_file_holds_no_picture_is_none() -> None:
    assert frames_note(Losses(), [(2.0, 40.0)], lambda: np.array([0.0, 1.0, 2.0, 2.2, 39.8, 40.0])) is None


def test_without_a_pause_packets_are_not_read() -> None:
    def unwanted() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        raise AssertionError

    assert frames_note(Losses(), [], unwanted) is None


def test_what_the_decoder_reports_is_named_with_its_range() -> None:
    note = frames_note(Losses(1, 3.0, 3.2), [], lambda: PICTURES_S)
    assert note
    assert note.text == "1 picture damaged or missing, between 3.0 and 3.2 s"


def test_the_range_spans_all_that_is_lost() -> None:
    note = frames_note(Losses(5, 3.0, 3.2), [(9.0, 12.0)], lambda: PICTURES_S)
    assert note
    assert (note.start_s, note.end_s) == (3.0, 12.0)


@pytest.mark.parametrize(
    ("lost", "decoded_s", "written_s", "noted"),
    [
        (0, 60.0, 60.0, False),
        (1, 59.8, 60.0, False),  # the header of a second MP3: a packet, and no sound
        (1, 59.7, 60.0, True),
        (0, 59.1, 59.1, False),  # padding, rounding
        (0, 58.9, 60.0, True),
        (0, 60.0, 58.9, True),
        (0, 61.0, 61.0, False),
    ],
)
def test_sound_is_missing_by_the_seconds_that_packets_hold(
    lost: int, decoded_s: float, written_s: float, noted: bool
) -> None:
    losses = Losses(lost, 4.0, 4.5) if lost else Losses()
    assert (sound_note(losses, SOUND, decoded_s=decoded_s, written_s=written_s) is not None) == noted


def test_a_loss_of_sound_has_its_range() -> None:
    note = sound_note(Losses(20, 4.0, 6.5), SOUND, decoded_s=57.6, written_s=60.0)
    assert note
    assert (note.code, note.text) == ("sound_lost", "2.4 s of sound damaged or missing, between 4.0 and 6.5 s")


def test_a_track_that_ends_early_is_lost_up_to_its_end() -> None:
    note = sound_note(Losses(90, 50.0, 50.0), SOUND, decoded_s=50.0, written_s=50.0)
    assert note
    assert (note.start_s, note.end_s) == (50.0, 60.0)


def test_of_a_long_track_a_hundredth_may_be_inexact() -> None:
    hours = StreamClock(stream=1, start_s=0.0, end_s=7200.0, filled_s=7200.0)
    assert sound_note(Losses(), hours, decoded_s=7130.0, written_s=7200.0) is None
    assert sound_note(Losses(), hours, decoded_s=7120.0, written_s=7200.0) is not None
