"""Content sniffing: whether a file's first bytes are media, subtitles or something else.

Media are told apart from other files, not from each other: a Matroska file with the suffix `.mp4` is still a video.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Final

from vindex_search.contract.media_signatures import fits_short_signature, media_suffix
from vindex_search.contract.play_lists import play_list_kind

HEAD_BYTES: Final = 8192  # that are needed from a file
MIN_CONFIDENCE: Final = 0.4  # of a puremagic match; below it two or three bytes matched
SUBTITLE_MARKERS: Final = ("-->", "[Script Info]", "Dialogue:")
SBV_TIMES: Final = re.compile(r"^\s{0,9}[0-9]{1,4}:[0-9]{2}:[0-9]{2}\.[0-9]{3},[0-9]{1,4}:[0-9]{2}:", re.MULTILINE)
TTML_NAMESPACES: Final = (
    "http://www.w3.org/ns/ttml",
    "http://www.w3.org/2006/10/ttaf1",
    "http://www.w3.org/2006/04/ttaf1",
)
UTF_16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
CHARS_PER_CONTROL: Final = 20  # a text has at least so many characters for each control character
TEXT_START: Final = 16  # printable characters: no media begin with so many that have no signature
PRINTABLE: Final = frozenset({*range(0x20, 0x7F), *b"\t\n\r"})
PAGES: Final = ("<!doctype", "<html", "<svg", "<script")
MARKUP: Final = (*PAGES, "<?xml")
JSON: Final = ".json"
NFO: Final = ".nfo"  # XML, or a text


def is_media(head: bytes, suffix: str = "") -> bool:
    """Whether the first bytes of a file are those of a video or an audio file.

    Args:
        head: The first HEAD_BYTES.
        suffix: Of its name, with the dot: raw streams begin with so few bytes of their own that these are believed
            only of a file that is named like one.
    """
    if play_list_kind(head):
        return False
    if has_media_signature(head) or fits_short_signature(head, suffix):
        return True
    if begins_as_text(head) or _decode_text(head) is not None:
        return False
    best = next((mime for _, mime in _matches(head) if mime), "")  # later ones err: RIFF alone makes WebP an AVI
    return best.startswith(("video/", "audio/"))


def has_media_signature(head: bytes) -> bool:
    """Whether the first bytes are the signature of a common container or stream: media, even if damaged."""
    return media_suffix(head) is not None


def sniff_suffix(head: bytes) -> str | None:
    """The suffix that a file whose name says nothing should have by its first bytes; None where it is no media."""
    return None if _decode_text(head) is not None or play_list_kind(head) else media_suffix(head)


def begins_as_text(head: bytes) -> bool:
    """Whether a file that has no signature of media begins with text, whatever is behind it."""
    beginning = head[:TEXT_START]
    return len(beginning) == TEXT_START and PRINTABLE.issuperset(beginning) and not has_media_signature(head)


def is_subtitles(head: bytes) -> bool:
    """Whether the first bytes of a file are those of WebVTT, SubRip, ASS, SBV or TTML."""
    text = _decode_text(head) or _decode_wide(head)
    if text is None:
        return False
    if _is_markup(text):
        return any(namespace in text for namespace in TTML_NAMESPACES)
    is_marked = text.startswith("WEBVTT") or any(marker in text for marker in SUBTITLE_MARKERS)
    return is_marked or SBV_TIMES.search(text) is not None


def is_description(head: bytes, suffix: str) -> bool:
    """Whether the first bytes of a file are a text as files that describe a video are: JSON, YAML, or `.nfo`."""
    text = _decode_text(head)
    if not text or not text.strip():
        return False
    if suffix == NFO:
        return not text.lstrip().lower().startswith(PAGES)
    return not _is_markup(text) and (suffix != JSON or text.lstrip().startswith("{"))


def describe_content(head: bytes) -> str:
    """The kind of file that the first bytes belong to, for error messages."""
    if not head:
        return "an empty file"
    if kind := play_list_kind(head):
        return f"a play list ({kind}), which names other files"
    text = _decode_text(head)
    if text is not None:
        return "a web page" if _is_markup(text) else "plain text"
    return next((name for name, mime in _matches(head) if mime), "an unknown format")


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
