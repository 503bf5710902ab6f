"""What a file is by its first bytes: media, subtitles, or something else, and that in words.

The families are told apart from other files, not from each other: a Matroska file that is called `.mp4` is indexed as
what it is.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Final

HEAD_BYTES: Final = 8192  # bytes that are looked at
LEAST_CONFIDENCE: Final = 0.4  # of puremagic: below it a match is two or three bytes long
TS_PACKET, M2TS_PACKET, M2TS_OFFSET = 188, 192, 4
TS_SYNC: Final = 0x47
# Boxes that ISO media and QuickTime files begin with; the four bytes before are the box's length.
BOXES: Final = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp"})
STARTS: Final = (
    b"\x1aE\xdf\xa3",  # Matroska, WebM
    b"\x00\x00\x01\xba",  # MPEG program stream
    b"\x00\x00\x01\xb3",  # MPEG video
    b"FLV\x01",
    b"0&\xb2u\x8ef\xcf\x11",  # ASF: WMV
    b"OggS",
    b"fLaC",
    b"ID3",  # a tag before MP3, AAC or FLAC
)
RIFF: Final = re.compile(rb"(RIFF|RF64|RIFX)....(AVI |WAVE)", re.DOTALL)
SOUND_FRAME: Final = re.compile(rb"\xff[\xe2-\xe7\xf0-\xfd]")  # of MPEG audio or ADTS; 0xfe would be a mark of UTF-16
CUES: Final = ("-->", "[Script Info]", "Dialogue:")
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")  # the marks at its beginning
MOST_STRANGE: Final = 20  # one control character in so many is the most that a text has
PAGES: Final = ("<!doctype", "<html", "<svg", "<?xml", "<script")


def is_media(head: bytes) -> bool:
    """Whether bytes are the beginning of a video or of a sound file."""
    if has_media_signature(head):
        return True
    if _text(head) is not None:  # as a play list is, which puremagic takes for sound
        return False
    best = next((kind for _, kind in _matches(head) if kind), "")  # of a WebP picture a later one is RIFF's, as of AVI
    return best.startswith(("video/", "audio/"))


def has_media_signature(head: bytes) -> bool:
    """Whether bytes begin as the usual containers and streams do: what is surely media, whole or damaged."""
    marks = head.startswith(STARTS) or head[4:8] in BOXES or RIFF.match(head) or SOUND_FRAME.match(head)
    return bool(marks) or _is_transport(head)


def is_subtitles(head: bytes) -> bool:
    """Whether bytes are the beginning of WebVTT, SubRip or ASS."""
    text = _text(head)
    if text is None or text.lstrip().lower().startswith(PAGES):
        return False
    return text.startswith("WEBVTT") or any(mark in text for mark in CUES)


def describe_content(head: bytes) -> str:
    """What bytes look like, in words."""
    if not head:
        return "an empty file"
    text = _text(head)
    if text is not None:
        return "a web page" if text.lstrip().lower().startswith(PAGES) else "plain text"
    names = [name for name, kind in _matches(head) if kind]
    return names[0] if names else "nothing that is known here"


def _is_transport(head: bytes) -> bool:
    """Whether two packets of an MPEG transport stream follow each other, with or without Blu-ray's times before."""
    for start, step in ((0, TS_PACKET), (M2TS_OFFSET, M2TS_PACKET)):
        if len(head) > start + step and head[start] == head[start + step] == TS_SYNC:
            return True
    return False


def _matches(head: bytes) -> list[tuple[str, str]]:
    """Name and content type of what puremagic takes the bytes for, the best first."""
    import puremagic

    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return []
    return [(one.name, one.mime_type) for one in found if one.confidence >= LEAST_CONFIDENCE]


def _text(head: bytes) -> str | None:
    """The bytes as text; None where they are none. A character that is cut off at the end is left out."""
    if head[:2] not in UTF_16 and b"\0" in head:
        return None
    text = _decoded(head)
    strange = sum(unicodedata.category(letter) == "Cc" and not letter.isspace() for letter in text)
    return text if strange * MOST_STRANGE <= len(text) else None


def _decoded(head: bytes) -> str:
    coding = "utf-16" if head[:2] in UTF_16 else "utf-8-sig"
    try:
        return codecs.getincrementaldecoder(coding)().decode(head, final=False)
    except UnicodeDecodeError:
        return head.decode("latin-1")  # an old editor's code page: letters differ, marks and arrows do not
