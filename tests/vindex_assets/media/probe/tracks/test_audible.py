"""audible: silence, steady sounds and sounds that change, and how little of a file is decoded for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.media.audio.tracks import RATE, Sound, Track, silence, talk, tone, write_film
from vindex_assets.media.probe.tracks.audible import Audibility, hear_tracks, hear_whole, sample_places


def film(tmp_path: Path, *sounds: Sound, codec: str = "pcm_s16le") -> Path:
    return write_film(tmp_path / "film.mkv", [Track(sound, codec=codec) for sound in sounds])


def click() -> Sound:
    sound = silence(8)
    sound[0, :800] = 20_000
    return sound


SOUNDS = {
    "talk": (talk(4), Audibility.CHANGING),
    "silence": (silence(4), Audibility.SILENT),
    "tone": (tone(4), Audibility.STEADY),
    "offset": (np.full((1, 4 * RATE), 3000, np.int16), Audibility.SILENT),
    "hum": (tone(4, hertz=50), Audibility.SILENT),
    "noise of a quiet room": (talk(4, peak=0.001), Audibility.SILENT),
    "a click at the start": (click(), Audibility.SILENT),
    "channels that cancel": (np.concatenate([talk(4), -talk(4)]), Audibility.CHANGING),
}


@pytest.mark.parametrize(("sound", "audibility"), SOUNDS.values(), ids=SOUNDS.keys())
def test_what_can_be_heard_of_a_track(sound: Sound, audibility: Audibility, tmp_path: Path) -> None:
    path = film(tmp_path, sound)
    assert sample_places(path, 1) is audibility
    assert hear_whole(path, [1]) == {1: audibility}


@pytest.mark.parametrize("codec", ["aac", "flac", "libopus"])
def test_compressed_silence_is_silent(codec: str, tmp_path: Path) -> None:

    path = write_film(tmp_path / "film.mkv", [Track(silence(4), codec=codec), Track(talk(4), codec=codec)])
    assert hear_tracks(path, [1, 2]) == {1: Audibility.SILENT, 2: Audibility.CHANGING}


def test_a_track_that_is_loud_at_its_start_is_the_only_one_asked(tmp_path: Path) -> None:
    assert hear_tracks(film(tmp_path, talk(2), talk(2)), [1, 2]) == {1: Audibility.CHANGING}


def test_a_late_sound_is_found_at_one_of_the_places(tmp_path: Path) -> None:
    late = np.concatenate([silence(60), talk(20)], axis=1)
    assert sample_places(film(tmp_path, late), 1) is Audibility.CHANGING


def test_a_short_sound_between_the_places_is_found_by_decoding_all(tmp_path: Path) -> None:
    short = np.concatenate([silence(28), talk(3), silence(59)], axis=1)
    path = film(tmp_path, short, talk(90))
    assert sample_places(path, 1) is Audibility.SILENT
    assert hear_tracks(path, [1, 2])[1] is Audibility.CHANGING


def test_of_two_silent_tracks_both_are_silent(tmp_path: Path) -> None:
    assert hear_tracks(film(tmp_path, silence(3), silence(3)), [1, 2]) == dict.fromkeys([1, 2], Audibility.SILENT)


def test_a_track_without_a_frame_cannot_be_decoded(tmp_path: Path) -> None:
    path = film(tmp_path, silence(0), talk(2))
    assert hear_tracks(path, [1, 2]) == {1: Audibility.UNDECODABLE, 2: Audibility.CHANGING}


def test_a_file_that_cannot_be_sought_is_heard_from_its_start(tmp_path: Path) -> None:
    path = film(tmp_path, np.concatenate([silence(9), talk(3)], axis=1))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * 0.98)])  # the index of Matroska is at the end
    assert hear_tracks(path, [1]) == {1: Audibility.CHANGING}
