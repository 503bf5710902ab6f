"""choice: the first track in order that can be decoded and heard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.support.media.audio.tracks import Sound, Track, silence, talk, tone, write_film
from vindex_assets.media.manifest import StreamInfo
from vindex_assets.media.probe.tracks.choice import TrackChoice, choose_audio, choose_video

PICTURE = StreamInfo(0, "video", "h264", None, default=False, attached_picture=False)
NOTHING_OPENS: dict[int, str] = {}
THREE = [replace(PICTURE, index=n) for n in range(3)]


def chosen(tmp_path: Path, *sounds: Sound) -> TrackChoice[int]:
    path = write_film(tmp_path / "film.mkv", [Track(sound) for sound in sounds])
    return choose_audio(path, [replace(PICTURE, kind="audio", index=n + 1) for n in range(len(sounds))])


def test_the_first_video_stream_that_opens_is_chosen() -> None:
    found = choose_video(THREE, {1: "film", 2: "other"}.get)
    assert found == TrackChoice("film", {0: "cannot be decoded"})


def test_without_a_video_stream_that_opens_none_is_chosen() -> None:
    assert choose_video(THREE, NOTHING_OPENS.get).track is None
    assert choose_video([], {0: "film"}.get) == TrackChoice(None, {})


def test_a_silent_track_gives_way(tmp_path: Path) -> None:
    assert chosen(tmp_path, silence(2), talk(2)) == TrackChoice(2, {1: "no sound found"})


def test_a_tone_gives_way_to_speech(tmp_path: Path) -> None:
    assert chosen(tmp_path, tone(3), talk(3)) == TrackChoice(2, {1: "only a steady tone or noise"})


def test_silence_gives_way_to_a_tone(tmp_path: Path) -> None:
    assert chosen(tmp_path, silence(2), tone(2)) == TrackChoice(2, {1: "no sound found"})


def test_of_equals_the_first_is_chosen(tmp_path: Path) -> None:
    assert chosen(tmp_path, silence(2), silence(2)) == TrackChoice(1, silent=frozenset({2}))
    assert chosen(tmp_path, talk(2), talk(2)) == TrackChoice(1, {})


def test_a_lone_track_is_chosen_even_if_silent(tmp_path: Path) -> None:
    assert chosen(tmp_path, silence(1)) == TrackChoice(1, {})


def test_tracks_that_cannot_be_decoded_are_not_chosen(tmp_path: Path) -> None:
    empty = silence(0)
    assert chosen(tmp_path, empty).track is None
    assert chosen(tmp_path, empty, empty).track is None
    assert chosen(tmp_path, empty, silence(1)) == TrackChoice(2, {1: "cannot be decoded"})


def test_without_candidates_none_is_chosen(tmp_path: Path) -> None:
    assert choose_audio(tmp_path / "unopened.mkv", []) == TrackChoice(None, {})
