"""Content sniffing: whether a file's first bytes are media, subtitles or something else.

Media are told apart from other files, not from each other: a Matroska file with the suffix `.mp4` is still a video.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Final

HEAD_BYTES: Final = 8192  # that are needed from a file
MIN_CONFIDENCE: Final = 0.4  # of a puremagic match; below it two or three bytes matched
TS_PACKET, M2TS_PACKET, M2TS_OFFSET = 188, 192, 4
TS_SYNC: Final = 0x47
# Types of the first box of ISO media (ISO/IEC 14496-12) and QuickTime files; the four bytes before are its size.
FIRST_BOX_TYPES: Final = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp"})
SIGNATURES: Final = (
    b"\x1aE\xdf\xa3",  # Matroska, WebM
    b"\x00\x00\x01\xba",  # MPEG program stream
    b"\x00\x00\x01\xb3",  # MPEG video
    b"FLV\x01",
    b"0&\xb2u\x8ef\xcf\x11",  # ASF: WMV
    b"OggS",
    b"fLaC",
    b"ID3",  # a tag in front of MP3, AAC or FLAC
)
RIFF: Final = re.compile(rb"(RIFF|RF64|RIFX)....(AVI |WAVE)", re.DOTALL)
AUDIO_FRAME: Final = re.compile(
    rb"\xff[\xe2-\xe7\xf0-\xfd]"
)  # sync word of MPEG audio or ADTS; 0xff 0xfe is a UTF-16 BOM
SUBTITLE_MARKERS: Final = ("-->", "[Script Info]", "Dialogue:")
SBV_TIMES: Final = re.compile(r"^\s{0,9}[0-9]{1,4}:[0-9]{2}:[0-9]{2}\.[0-9]{3},[0-9]{1,4}:[0-9]{2}:", re.MULTILINE)
TTML_NAMESPACES: Final = (
    "http://www.w3.org/ns/ttml",
    "http://www.w3.org/2006/10/ttaf1",
    "http://www.w3.org/2006/04/ttaf1",
)
UTF_16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
CHARS_PER_CONTROL: Final = 20  # a text has at least so many characters for each control character
MARKUP: Final = ("<!doctype", "<html", "<svg", "<?xml", "<script")


def is_media(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a video or an audio file."""
    if has_media_signature(head):
        return True
    if _decode_text(head) is not None:  # such as a playlist, which puremagic reports as audio
        return False
    best = next((mime for _, mime in _matches(head) if mime), "")  # later ones err: RIFF alone makes WebP an AVI
    return best.startswith(("video/", "audio/"))


def has_media_signature(head: bytes) -> bool:
    """Whether the first bytes are the signature of a common container or stream: media, even if damaged."""
    signed = head.startswith(SIGNATURES) or head[4:8] in FIRST_BOX_TYPES
    return signed or bool(RIFF.match(head) or AUDIO_FRAME.match(head)) or _is_transport_stream(head)


def is_subtitles(head: bytes) -> bool:
    """Whether the first bytes of a file are those of WebVTT, SubRip, ASS, SBV or TTML."""
    text = _decode_text(head) or _decode_wide(head)
    if text is None:
        return False
    if _is_markup(text):
        return any(namespace in text for namespace in TTML_NAMESPACES)
    is_marked = text.startswith("WEBVTT") or any(marker in text for marker in SUBTITLE_MARKERS)
    return is_marked or SBV_TIMES.search(text) is not None


def describe_content(head: bytes) -> str:
    """The kind of file that the first bytes belong to, for error messages."""
    if not head:
        return "an empty file"
    text = _decode_text(head)
    if text is not None:
        return "a web page" if _is_markup(text) else "plain text"
    return next((name for name, mime in _matches(head) if mime), "an unknown format")


def _is_transport_stream(head: bytes) -> bool:
    """Whether two packets of an MPEG transport stream follow each other, plain or with Blu-ray's 4-byte time codes."""
    for start, step in ((0, TS_PACKET), (M2TS_OFFSET, M2TS_PACKET)):
        if len(head) > start + step and head[start] == head[start + step] == TS_SYNC:
            return True
    return False


def _is_markup(text: str) -> bool:
    return text.lstrip().lower().startswith(MARKUP)


def _matches(head: bytes) -> list[tuple[str, str]]:
    """Name and content type of puremagic's matches, the most confident first."""
    import puremagic

    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return []
    return [(match.name, match.mime_type) for match in matches if match.confidence >= MIN_CONFIDENCE]


def _decode_text(head: bytes) -> str | None:
    """The bytes as text, or None where they are binary; a character cut off at the end is dropped."""
    if head[:2] not in UTF_16_BOMS and b"\0" in head:
        return None
    text = _decode(head)
    controls = sum(unicodedata.category(character) == "Cc" and not character.isspace() for character in text)
    return text if controls * CHARS_PER_CONTROL <= len(text) else None


def _decode_wide(head: bytes) -> str | None:
    """The bytes as UTF-16 without a mark where every other byte is zero, as of text in ASCII; else None."""
    for encoding, zeros in (("utf-16-le", head[1:64:2]), ("utf-16-be", head[:64:2])):
        if zeros and not any(zeros):
            return head[: len(head) // 2 * 2].decode(encoding, errors="replace")
    return None


def _decode(head: bytes) -> str:
    encoding = "utf-16" if head[:2] in UTF_16_BOMS else "utf-8-sig"
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head, final=False)
    except UnicodeDecodeError:
        return head.decode("latin-1")  # any 8-bit code page: letters may be wrong, ASCII markers are not
