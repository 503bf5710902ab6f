from __future__ import annotations

from pathlib import Path

import pytest

from vindex_search.uploads.first_bytes import HEAD, WrongContent, check, is_media
from vindex_search.uploads.media_types import MEDIA_SUFFIXES

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nGrüße 🌊\n"
SRT = "1\r\n00:00:00,000 --> 00:00:01,000\r\nÇa va déjà mieux\r\n"


def test_every_real_clip_is_taken(media: Path) -> None:
    clips = [path for path in media.rglob("*") if path.suffix in MEDIA_SUFFIXES and path.name != "not_a_video.mp4"]
    assert len(clips) > 30
    heads = {path.name: path.read_bytes()[:HEAD] for path in clips}
    assert [name for name, head in heads.items() if not is_media(head)] == []


@pytest.mark.parametrize(
    "head",
    [
        *(b"\0\0\0\x18ftypavc1" + bytes(20), b"\0\0\0\x08wide\0\0\0\0mdat", b"\x1aE\xdf\xa3" + bytes(20)),
        *(b"RIFF\1\2\3\4AVI LIST", b"RF64\xff\xff\xff\xffWAVEds64", b"OggS" + bytes(20), b"fLaC\0\0\0\x22", b"FLV\1\5"),
        *(b"ID3\4\0\0\0\0\0\x10", b"\xff\xfb\x90\x64" + bytes(40), b"\xff\xf1\x50\x80" + bytes(40)),
        *((b"\x47" + bytes(187)) * 3, bytes(4) + (b"\x47" + bytes(191)) * 3, b"\0\0\1\xba" + bytes(40)),
        b"0&\xb2u\x8ef\xcf\x11\xa6\xd9" + bytes(40),
    ],
)
def test_each_family_of_media_is_taken_under_any_name(head: bytes) -> None:
    check(head, ".mp4")


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"", "an empty file"),
        (b"no video", "plain text"),
        (b"<!DOCTYPE html><html><script>alert(1)</script>", "a web page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a web page"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + bytes(200), "Portable Document Format"),
        (PNG, "Portable Network Graphics file"),
        (b"MZ\x90\0" + bytes(200), "Windows Executable"),
        (b"PK\x03\x04" + bytes(60), "Document"),
        (bytes(range(256)) * 4, "nothing that is known here"),
    ],
)
def test_anything_else_is_named_and_refused(head: bytes, says: str) -> None:
    with pytest.raises(WrongContent, match=says) as refused:
        check(head, ".mp4")
    assert "allowed are .mp4, .m4v" in str(refused.value)


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
        (b"[Script Info]\nTitle: x\n", ".ass"),
    ],
)
def test_subtitles_are_taken_in_the_codings_that_editors_write(head: bytes, suffix: str) -> None:
    check(head, suffix)


@pytest.mark.parametrize(
    "head", [b"dear diary", b"", PNG, b"<html>-->", b"\0\0\0\x18ftypisom" + bytes(20), b"-->" + bytes(100)]
)
def test_under_the_name_of_subtitles_nothing_else_is_taken(head: bytes) -> None:
    with pytest.raises(WrongContent, match="not like a subtitle file"):
        check(head, ".srt")
