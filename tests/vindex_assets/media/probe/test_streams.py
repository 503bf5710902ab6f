"""streams: which of several are indexed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vindex_assets.failures import Permanent
from vindex_assets.media.manifest import StreamInfo
from vindex_assets.media.probe.streams import (
    UNKNOWN_CODEC,
    absence_reason,
    require_decodable_stream,
    select_audio_stream,
    select_video_stream,
    text_tracks,
)

SOUND = StreamInfo(0, "audio", "aac", None, default=False, attached_picture=False)
PICTURE = replace(SOUND, kind="video", codec="h264")


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
    assert select_audio_stream(tracks, language=language) == chosen


def test_undecodable_streams_are_never_selected() -> None:
    streams = [replace(PICTURE, codec=UNKNOWN_CODEC, default=True), replace(PICTURE, index=1, encrypted=True)]
    assert select_video_stream(streams) is None
    assert select_video_stream([*streams, replace(PICTURE, index=2)]) == 2


def test_a_cover_image_is_no_video() -> None:
    assert select_video_stream([replace(PICTURE, attached_picture=True)]) is None


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


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [(["video"], "the file has no audio stream"), (["video", "audio"], "nothing in the audio stream can be decoded")],
)
def test_the_reason_for_absent_audio(kinds: list[str], reason: str) -> None:
    facts = {"streams": [{"kind": kind, "attached_picture": False} for kind in kinds]}
    assert absence_reason(facts, "audio") == reason
