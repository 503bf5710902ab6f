from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.support.media.formats.first_bytes import MEDIA, OTHER, PNG
from tests.support.media.formats.play_lists import DASH, behind_id3, in_ebml_void, in_free_box
from vindex_search.api.uploads.content_check import WrongContent, check_content

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nGrüße 🌊\n"
SRT = "1\r\n00:00:00,000 --> 00:00:01,000\r\nÇa va déjà mieux\r\n"


@pytest.mark.parametrize("family", MEDIA)
def test_each_family_of_media_is_accepted_under_any_media_suffix(family: str) -> None:
    check_content(MEDIA[family], ".mp4")


@pytest.mark.parametrize(("head", "says"), OTHER.items(), ids=range(len(OTHER)))
def test_other_content_is_refused_and_named(head: bytes, says: str) -> None:
    with pytest.raises(WrongContent, match=re.escape(says)) as refused:
        check_content(head, ".mp4")
    assert "allowed are .mp4, .m4v" in str(refused.value)


@pytest.mark.parametrize("disguise", [behind_id3, in_free_box, in_ebml_void, lambda head: head + bytes(4000)])
def test_a_play_list_is_refused_although_a_film_is_around_it(disguise: Callable[[bytes], bytes]) -> None:
    with pytest.raises(WrongContent, match=r"looks like a play list \(DASH\), which names other files, not"):
        check_content(disguise(DASH), ".mp4")


@pytest.mark.parametrize(
    ("head", "suffix"),
    [
        (VTT.encode(), ".vtt"),
        (b"\xef\xbb\xbf" + VTT.encode(), ".vtt"),
        (b"WEBVTT", ".vtt"),
        (SRT.encode(), ".srt"),
        (SRT.encode("cp1252"), ".srt"),
        (SRT.encode("utf-16"), ".srt"),
        ("00:01 --> 00:02\n日本語".encode()[:-1], ".srt"),
        (SRT.encode("utf-16-le"), ".srt"),
        (SRT.encode("utf-16-be"), ".srt"),
        (b"[Script Info]\nTitle: x\n", ".ass"),
        (b"[Script Info]\nScriptType: v4.00\n", ".ssa"),
        (b"0:00:00.469,0:00:03.169\nhigh water\n", ".sbv"),
        (b'<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml">', ".ttml"),
        (b'<?xml version="1.0"?><tt xmlns="http://www.w3.org/2006/10/ttaf1">', ".dfxp"),
    ],
)
def test_subtitles_are_accepted_in_common_encodings(head: bytes, suffix: str) -> None:
    check_content(head, suffix)


@pytest.mark.parametrize(
    "head",
    [
        b"dear diary",
        b"",
        PNG,
        b"<html>-->",
        b"<html><tt>1</tt>",
        b"<?xml version='1.0'?><svg/>",
        b"\0\0\0\x18ftypisom" + bytes(20),
        b"-->" + bytes(100),
    ],
)
def test_other_content_under_a_sidecar_suffix_is_refused(head: bytes) -> None:
    with pytest.raises(WrongContent, match="not like a subtitle file"):
        check_content(head, ".srt")


@pytest.mark.parametrize(
    ("head", "suffix"),
    [
        (b'{"title": "Bread"}', ".json"),
        (b'\xef\xbb\xbf\n {"title": "B\xc3\xa4cker"}', ".json"),
        ('{"title": "Bread"}'.encode("utf-16"), ".json"),
        (b"title: Bread\n", ".yaml"),
        (b"---\ntitle: Bread\n", ".yml"),
        (b"<movie><title>Bread</title></movie>", ".nfo"),
        (b'<?xml version="1.0"?><movie/>', ".nfo"),
        (b"RELEASED BY xXx", ".nfo"),
    ],
)
def test_descriptions_are_accepted(head: bytes, suffix: str) -> None:
    check_content(head, suffix)


@pytest.mark.parametrize(
    ("head", "suffix"),
    [
        (b"", ".json"),
        (b"[1, 2]", ".json"),
        (b"dear diary", ".json"),
        (b"<html><body>", ".yaml"),
        (b"<?xml version='1.0'?><svg/>", ".json"),
        (b"<html><script>", ".nfo"),
        (PNG, ".nfo"),
        (b"\0\0\0\x18ftypisom" + bytes(20), ".yaml"),
    ],
)
def test_other_content_under_the_suffix_of_a_description_is_refused(head: bytes, suffix: str) -> None:
    with pytest.raises(WrongContent, match="not like a file that describes a video"):
        check_content(head, suffix)
