"""WebVTT, https://www.w3.org/TR/webvtt1/ (section 6.1, "WebVTT file parsing"), read more leniently where that is safe.

As there, only an empty line ends a block: YouTube's captions hold lines of one space. Unlike there, text of a block
without times goes to the cue before it (`timed_lines.py`) instead of being dropped.
"""

from __future__ import annotations

import re
from typing import Final

from vindex_assets.media.subtitles.formats.parsed import ParsedSubtitles
from vindex_assets.media.subtitles.formats.timed_lines import Dialect, parse_lines
from vindex_assets.media.subtitles.formats.timestamps import WEBVTT

SIGNATURE: Final = re.compile(r"WEBVTT(?=[ \t\n]|$)")
LANGUAGE: Final = re.compile(r"^Language: *([A-Za-z0-9-]{2,35}) *$", re.MULTILINE)  # in YouTube's header
DIALECT: Final = Dialect(
    timing=re.compile(rf"\s*{WEBVTT}\s*-->\s*{WEBVTT}"),
    mark=re.compile("-->"),
    comment=re.compile(r"(?:NOTE(?:[ \t]|$)|(?:STYLE|REGION)[ \t]*$)"),
    names_cues=True,
    spaces_are_blank=False,
)


def is_webvtt(text: str) -> bool:
    """Whether a text begins as a WebVTT file does."""
    return SIGNATURE.match(text) is not None


def parse_webvtt(text: str) -> ParsedSubtitles:
    """The cues of a WebVTT file."""
    header, _, _ = text.partition("\n\n")
    parsed = parse_lines(text.split("\n"), DIALECT)
    language = LANGUAGE.search(header)
    parsed.language = language[1] if language else None
    return parsed
