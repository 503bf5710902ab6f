"""streams: the order in which they are tried, and what each is refused for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from vindex_assets.failures import Permanent
from vindex_assets.media.manifest import StreamInfo
from vindex_assets.media.probe.streams import (
    UNKNOWN_CODEC,
    absence_reason,
    order_audio_streams,
    order_video_streams,
    purpose_rank,
    require_decodable_stream,
    text_tracks,
)

SOUND = StreamInfo(0, "audio", "aac", None, default=False, attached_picture=False)
PICTURE = replace(SOUND, kind="video", codec="h264")


def audio_order(streams: Sequence[StreamInfo], *, language: str = "", picture: StreamInfo | None = None) -> list[int]:
    return [stream.index for stream in order_audio_streams(streams, language=language, picture=picture)]


def video_order(*streams: StreamInfo) -> list[int]:
    return [stream.index for stream in order_video_streams(streams)]


def sounds(*languages: str | None, default: int | None = None) -> list[StreamInfo]:
    return [replace(SOUND, index=n, language=name, default=n == default) for n, name in enumerate(languages)]


@pytest.mark.parametrize(
    ("tracks", "language", "chosen"),
    [
        (sounds("eng", "ger"), "", 0),
        (sounds("eng", "ger", default=1), "", 1),
        (sounds("eng", "ger", default=0), "de", 1),
        (sounds("eng", "ger", "ger", default=2), "de-AT", 2),
        (sounds("eng", "nob", default=0), "no", 1),
        (sounds("eng", "nor", default=0), "nb", 1),
        (sounds("eng", "ger", default=1), "fr", 1),
        (sounds(None, "ger"), "", 0),
        ([], "de", None),
    ],
    ids=[
        *("first", "flagged", "language before flag", "flag within language", "bokmål", "norwegian"),
        *("absent language", "no language", "none"),
    ],
)
def test_audio_is_selected_by_language_then_default_flag_then_order(
    tracks: list[StreamInfo], language: str, chosen: int | None
) -> None:
    assert next(iter(audio_order(tracks, language=language)), None) == chosen


def test_what_a_track_is_for_decides_before_language_and_default_flag() -> None:
    described = replace(SOUND, index=0, language="eng", purpose="described", default=True)
    commentary = replace(SOUND, index=1, language="eng", purpose="commentary")
    effects = replace(SOUND, index=2, language="eng", purpose="no_speech")
    film = replace(SOUND, index=3, language="fra")
    clear = replace(SOUND, index=4, language="eng", purpose="hearing_impaired")
    assert audio_order([described, commentary, effects, film, clear], language="en") == [3, 4, 0, 1, 2]


def test_of_two_default_tracks_the_one_that_is_not_dubbed_is_first() -> None:
    dub = replace(SOUND, default=True, language="deu")
    original = replace(dub, index=1, original=True, language="eng")
    assert audio_order([dub, original]) == [1, 0]
    assert audio_order([dub, original], language="de") == [0, 1]
    assert audio_order([dub, replace(original, default=False)]) == [0, 1]


def test_only_the_sound_of_the_picture_s_program_is_tried() -> None:
    radio, film, orphan = (replace(SOUND, index=n, programs=numbers) for n, numbers in enumerate([(1,), (2, 3), ()]))
    assert audio_order([radio, film, orphan], picture=replace(PICTURE, programs=(2,))) == [1, 2]
    assert audio_order([radio, film, orphan], picture=replace(PICTURE, programs=())) == [0, 1, 2]
    assert audio_order([radio, film, orphan]) == [0, 1, 2]


def test_undecodable_streams_are_never_tried() -> None:
    streams = [replace(PICTURE, codec=UNKNOWN_CODEC, default=True), replace(PICTURE, index=1, encrypted=True)]
    assert video_order(*streams) == []
    assert video_order(*streams, replace(PICTURE, index=2)) == [2]


def test_a_cover_image_is_no_video() -> None:
    assert video_order(replace(PICTURE, attached_picture=True)) == []


def test_the_default_picture_is_first() -> None:
    assert video_order(PICTURE, replace(PICTURE, index=1, default=True)) == [1, 0]


def test_a_still_image_comes_after_a_film() -> None:
    assert video_order(replace(PICTURE, still_image=True, default=True), replace(PICTURE, index=1)) == [1, 0]


def test_a_tiny_picture_comes_after_a_large_one() -> None:
    tiny = replace(PICTURE, width=160, height=90, default=True)
    assert video_order(tiny, replace(PICTURE, index=1, width=1920, height=1080)) == [1, 0]
    assert video_order(tiny, replace(PICTURE, index=1, width=640, height=360)) == [0, 1]
    assert video_order(replace(tiny, width=0, height=0), replace(PICTURE, index=1, width=640, height=360)) == [0, 1]


def test_a_program_without_sound_comes_after_one_with_sound() -> None:
    mute, film = replace(PICTURE, programs=(1,)), replace(PICTURE, index=1, programs=(2,))
    assert video_order(mute, film, replace(SOUND, index=2, programs=(2,))) == [1, 0]
    assert video_order(mute, film) == [0, 1]
    assert video_order(mute, film, replace(SOUND, index=2)) == [0, 1]


def test_an_encrypted_file_is_refused() -> None:
    with pytest.raises(Permanent, match="the file is encrypted"):
        require_decodable_stream([replace(PICTURE, encrypted=True), replace(SOUND, codec=UNKNOWN_CODEC)])


def test_one_stream_that_can_be_decoded_is_enough() -> None:
    require_decodable_stream([replace(PICTURE, encrypted=True), SOUND])


def test_only_text_subtitle_streams_are_read() -> None:
    text = replace(SOUND, kind="subtitle", codec="subrip")
    assert text_tracks([text, replace(text, index=1, codec="dvbsub"), replace(text, index=2, encrypted=True)]) == (0,)


def test_forced_subtitles_are_no_transcript() -> None:
    text = replace(SOUND, kind="subtitle", codec="subrip")
    assert text_tracks([replace(text, forced=True), replace(text, index=1)]) == (1,)


def test_text_for_the_blind_is_no_transcript() -> None:
    text = replace(SOUND, kind="subtitle", codec="webvtt")
    assert text_tracks([replace(text, purpose="described"), replace(text, index=1, purpose="hearing_impaired")]) == (1,)


def test_subtitles_rank_from_the_whole_dialogue_to_a_commentary() -> None:
    purposes = ["commentary", "main", "hearing_impaired"]
    ranked = sorted((replace(SOUND, purpose=purpose) for purpose in purposes), key=purpose_rank)
    assert [stream.purpose for stream in ranked] == ["main", "hearing_impaired", "commentary"]


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [(["video"], "the file has no audio stream"), (["video", "audio"], "nothing in the audio stream can be decoded")],
)
def test_the_reason_for_absent_audio(kinds: list[str], reason: str) -> None:
    facts = {"streams": [{"kind": kind, "attached_picture": False} for kind in kinds]}
    assert absence_reason(facts, "audio") == reason


def test_the_reason_where_all_sound_is_of_another_program() -> None:
    picture = {"index": 1, "kind": "video", "attached_picture": False, "programs": [2]}
    radio = {"index": 0, "kind": "audio", "attached_picture": False, "programs": [1]}
    facts = {"streams": [radio, picture], "video_stream": 1}
    assert absence_reason(facts, "audio") == "the program of the picture has no audio stream"
    assert absence_reason({**facts, "video_stream": None}, "audio") == "nothing in the audio stream can be decoded"
