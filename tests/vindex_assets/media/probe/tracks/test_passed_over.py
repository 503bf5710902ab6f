"""passed_over: which tracks are named, with which reason, and which are not worth a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from vindex_assets.media.manifest import StreamInfo
from vindex_assets.media.probe.tracks.passed_over import passed_over

PICTURE = StreamInfo(0, "video", "h264", None, default=False, attached_picture=False, width=640, height=360)
SOUND = StreamInfo(1, "audio", "aac", None, default=False, attached_picture=False, channels=2)


def text(
    kind: str,
    streams: Sequence[StreamInfo],
    chosen: int | None,
    faults: Mapping[int, str] | None = None,
    picture: StreamInfo | None = None,
) -> str | None:
    notes = list(passed_over(kind, streams, chosen=chosen, faults=faults or {}, picture=picture))
    assert len(notes) <= 1
    return notes[0].text if notes else None


def test_tracks_are_named_by_number_language_title_and_reason() -> None:
    german = replace(SOUND, index=2, language="deu", title="Kommentar", purpose="commentary")
    found = text("audio", [PICTURE, SOUND, german, replace(SOUND, index=3, language="fra")], 1)
    assert found == 'audio track 1 is indexed; not indexed: 2 (deu, "Kommentar", commentary), 3 (fra)'


def test_a_silent_track_before_the_chosen_one_is_named() -> None:
    tracks = [replace(SOUND, title="Desktop"), replace(SOUND, index=2, title="Mic")]
    assert text("audio", tracks, 2, {1: "no sound found"}) == (
        'audio track 2 ("Mic") is indexed; not indexed: 1 ("Desktop", no sound found)'
    )


def test_pictures_are_named_by_their_size() -> None:
    second = replace(PICTURE, index=3, width=480, height=270)
    assert text("video", [PICTURE, SOUND, second], 0) == (
        "video track 1 (640 x 360) is indexed; not indexed: 2 (480 x 270)"
    )


def test_the_code_is_that_of_the_kind() -> None:
    notes = passed_over("audio", [SOUND, replace(SOUND, index=2)], chosen=1, faults={})
    assert [note.code for note in notes] == ["audio_track_passed_over"]


def test_a_lone_track_is_no_note() -> None:
    assert text("audio", [PICTURE, SOUND], 1) is None
    assert text("video", [PICTURE, SOUND], 0) is None


def test_a_second_track_without_sound_is_no_note() -> None:
    tracks = [SOUND, replace(SOUND, index=2)]
    assert list(passed_over("audio", tracks, chosen=1, faults={}, silent={2})) == []


def test_covers_are_no_note() -> None:
    assert text("video", [PICTURE, replace(PICTURE, index=2, attached_picture=True)], 0) is None


def test_a_lone_track_that_cannot_be_decoded_is_told_elsewhere() -> None:
    assert text("video", [replace(PICTURE, codec="unknown"), SOUND], None) is None


def test_tracks_that_cannot_be_decoded_are_named() -> None:
    odd = replace(PICTURE, index=2, codec="unknown")
    locked = replace(PICTURE, index=3, encrypted=True)
    assert text("video", [PICTURE, odd, locked], 0) == (
        "video track 1 (640 x 360) is indexed; not indexed: 2 (640 x 360, cannot be decoded), 3 (640 x 360, encrypted)"
    )


def test_the_same_mix_for_another_player_is_no_note() -> None:
    stereo = replace(SOUND, language="eng")
    surround = replace(stereo, index=2, codec="ac3", channels=6)
    assert text("audio", [stereo, surround], 1) is None
    assert text("audio", [stereo, replace(surround, language="fra")], 1) is not None
    assert text("audio", [stereo, replace(surround, purpose="commentary")], 1) is not None
    assert text("audio", [replace(SOUND, language=None), replace(surround, language=None)], 1) is not None


def test_the_microphones_of_a_camera_are_not_the_same_mix() -> None:
    assert text("audio", [replace(SOUND, language="eng"), replace(SOUND, index=2, language="eng")], 1) is not None


def test_the_sound_of_another_program_is_named() -> None:
    picture, radio = replace(PICTURE, programs=(2,)), replace(SOUND, programs=(1,))
    assert text("audio", [picture, radio], None, picture=picture) == (
        "no audio track is indexed; not indexed: 1 (of program 1)"
    )
