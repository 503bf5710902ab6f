"""probe: of files with several tracks, which picture and which sound are indexed, and what the notes say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.media.audio.tracks import SIDE, Track, silence, talk, write_film
from tests.support.media.audio.transport_stream import with_programs
from tests.support.media.derived_files import probe_clip
from vindex_assets.media.manifest import VideoManifest

SHORT_S = 2


def chosen(path: Path) -> tuple[int | None, int | None, str]:
    """Indexes of the picture and of the sound, and the note about the sound."""
    found = probe_clip(path)
    notes = [note.text for note in found.notes if note.code == "audio_track_passed_over"]
    return found.video_stream, found.audio_stream, " ".join(notes)


def two_programs(tmp_path: Path, sounds: int, programs: dict[int, list[int]], *, pictures: int = 1) -> Path:
    tracks = [Track(talk(SHORT_S, seed=n), codec="mp2") for n in range(sounds)]
    one = write_film(tmp_path / "one.ts", tracks, pictures=[(SIDE, SIDE)] * pictures)
    return with_programs(one, tmp_path / "two.ts", programs)


def test_the_sound_of_the_picture_s_program(tmp_path: Path) -> None:
    path = two_programs(tmp_path, 2, {1: [1], 2: [0, 2]})
    assert chosen(path) == (1, 2, "audio track 2 is indexed; not indexed: 1 (of program 1)")


def test_a_picture_whose_program_has_no_sound_has_none(tmp_path: Path) -> None:
    path = two_programs(tmp_path, 1, {1: [1], 2: [0]})
    assert chosen(path) == (1, None, "no audio track is indexed; not indexed: 1 (of program 1)")


def test_sound_that_no_program_names_belongs_to_every_picture(tmp_path: Path) -> None:
    assert chosen(two_programs(tmp_path, 1, {2: [0]})) == (0, 1, "")


def test_of_two_pictures_the_one_whose_program_has_sound(tmp_path: Path) -> None:
    path = two_programs(tmp_path, 1, {1: [0], 2: [1, 2]}, pictures=2)
    assert chosen(path)[:2] == (1, 2)


@pytest.mark.parametrize(
    ("name", "first", "note"),
    [
        (
            "commentary that is the default track.mkv",
            Track(talk(SHORT_S), title="Director's commentary", language="eng", flags=("default",)),
            '1 (eng, "Director\'s commentary", commentary)',
        ),
        (
            "commentary by its flag alone.mkv",
            Track(talk(SHORT_S), flags=("default", "comment")),
            "1 (commentary)",
        ),
        (
            "described sound first.mp4",
            Track(talk(SHORT_S), language="eng", flags=("visual_impaired",), codec="aac"),
            "1 (eng, audio description)",
        ),
        (
            "described sound by its language.ts",
            Track(talk(SHORT_S), language="qad", codec="mp2"),
            "1 (qad, audio description)",
        ),
        (
            "described sound by the broadcaster's flag.ts",
            Track(talk(SHORT_S), language="fra", flags=("visual_impaired",), codec="mp2"),
            "1 (fra, audio description)",
        ),
        ("karaoke.mka", Track(talk(SHORT_S), title="Karaoke"), '1 ("Karaoke", without speech)'),
        ("desktop and microphone.mkv", Track(silence(SHORT_S), title="Desktop"), '1 ("Desktop", no sound found)'),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_the_second_track_is_the_film_s_own(name: str, first: Track, note: str, tmp_path: Path) -> None:
    own = Track(talk(SHORT_S, seed=1), codec=first.codec)
    path = write_film(tmp_path / name, [first, own], pictures=[] if name.endswith(".mka") else [(SIDE, SIDE)])
    _, audio, text = chosen(path)
    kinds = [stream.index for stream in probe_clip(path).streams if stream.kind == "audio"]
    assert audio == kinds[1]
    assert text.startswith("audio track 2")
    assert text.endswith(f"is indexed; not indexed: {note}")


def test_of_six_tracks_of_a_recording_the_first_that_can_be_heard(tmp_path: Path) -> None:
    sounds = [silence(SHORT_S), silence(SHORT_S), talk(SHORT_S), silence(SHORT_S), talk(SHORT_S), silence(SHORT_S)]
    tracks = [Track(sound, title=f"Track{n}", codec="aac") for n, sound in enumerate(sounds, 1)]
    video, audio, text = chosen(write_film(tmp_path / "obs.mkv", tracks))
    assert (video, audio) == (0, 3)
    assert text.startswith(
        'audio track 3 ("Track3") is indexed; not indexed: 1 ("Track1", no sound found), 2 ("Track2", no sound found), '
        '4 ("Track4"), '
    )


def test_a_minute_of_silence_at_the_start_changes_nothing(tmp_path: Path) -> None:
    late = np.concatenate([silence(60), talk(5)], axis=1)
    path = write_film(tmp_path / "late.mka", [Track(late), Track(talk(65))], pictures=[])
    assert chosen(path) == (None, 0, "audio track 1 is indexed; not indexed: 2")


def test_of_two_silent_tracks_the_first(tmp_path: Path) -> None:
    path = write_film(tmp_path / "mute.mkv", [Track(silence(SHORT_S)), Track(silence(SHORT_S))])
    assert chosen(path) == (0, 1, "")


def pictures_of(path: Path) -> tuple[VideoManifest, list[str]]:
    found = probe_clip(path)
    return found, [note.text for note in found.notes if note.code == "video_track_passed_over"]


def test_a_tiny_first_picture_gives_way(tmp_path: Path) -> None:
    path = write_film(tmp_path / "preview.mkv", [], pictures=[(64, 48), (320, 240)])
    found, notes = pictures_of(path)
    assert found.width == 320
    assert notes == ["video track 2 (320 x 240) is indexed; not indexed: 1 (64 x 48)"]


def test_a_first_picture_that_cannot_be_decoded_gives_way(tmp_path: Path) -> None:
    import av

    path = write_film(tmp_path / "two.mkv", [], pictures=[(SIDE, SIDE), (SIDE, SIDE + 16)])
    data = bytearray(path.read_bytes())
    with av.open(str(path)) as container:
        packets = [bytes(packet) for packet in container.demux(container.streams[0]) if packet.size]
    for packet in packets:
        at = data.index(packet)
        data[at : at + len(packet)] = bytes(len(packet))
    path.write_bytes(data)
    found, notes = pictures_of(path)
    assert found.height == SIDE + 16
    assert notes == ["video track 2 (64 x 80) is indexed; not indexed: 1 (64 x 64, cannot be decoded)"]


def test_the_program_and_the_purpose_of_streams_are_in_the_manifest(tmp_path: Path) -> None:
    path = two_programs(tmp_path, 2, {1: [1], 2: [0, 2]})
    assert [stream.programs for stream in probe_clip(path).streams] == [(1,), (2,), (2,)]
