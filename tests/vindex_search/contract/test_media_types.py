from __future__ import annotations

import pytest

from vindex_search.contract.media_types import (
    MEDIA_SUFFIXES,
    MEDIA_TYPES,
    SIDECAR_TYPES,
    allowed_suffixes,
    describing_sidecars,
    media_type,
    subtitle_sidecars,
)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("team/talk.MP4", "video/mp4"),
        ("team/talk.mkv", "video/x-matroska"),
        ("team/talk.mov", "video/quicktime"),
        ("team/talk.ts", "video/mp2t"),
        ("team/talk.flac", "audio/flac"),
        ("team/talk.en.vtt", "text/vtt"),
        ("team/talk.ssa", "text/x-ssa"),
        ("team/talk.sbv", "text/x-sbv"),
        ("team/talk.DFXP", "text/x-ttml"),
        ("team/talk.info.json", "application/json"),
        ("team/talk.NFO", "text/x-nfo"),
        ("team/page.html", "application/octet-stream"),
        ("team/picture.svg", "application/octet-stream"),
        ("team/nothing", "application/octet-stream"),
    ],
)
def test_the_content_type_of_an_upload(key: str, kind: str) -> None:
    assert media_type(key) == kind


def test_no_type_is_one_that_a_browser_executes() -> None:
    assert all(kind.startswith(("video/", "audio/")) for kind in MEDIA_TYPES.values())
    assert not {"text/html", "image/svg+xml", "text/xml", "application/xml"} & {*SIDECAR_TYPES.values()}
    assert not [kind for kind in SIDECAR_TYPES.values() if kind.endswith("+xml")]


def test_the_error_message_names_every_suffix() -> None:
    assert set(allowed_suffixes().split(", ")) == MEDIA_SUFFIXES | set(SIDECAR_TYPES)


def test_a_sidecar_says_what_is_said_or_what_it_is_about() -> None:
    subtitles, describing = ("t/talk.srt", "1"), ("t/talk.JSON", "2")
    both = (describing, subtitles)
    assert (subtitle_sidecars(both), describing_sidecars(both)) == ((subtitles,), (describing,))
