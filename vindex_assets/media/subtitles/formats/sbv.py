"""SBV, YouTube's own format (SubViewer's times): `0:00:01.500,0:00:03.000`, then the text.

Source: https://support.google.com/youtube/answer/2734698
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from vindex_assets.media.subtitles.formats.parsed import ParsedSubtitles
from vindex_assets.media.subtitles.formats.timed_lines import Dialect, parse_lines

TIME: Final = r"([0-9]{1,6}):([0-9]{1,2}):([0-9]{1,2})(?:\.([0-9]{1,3}))?"
TIMING: Final = re.compile(rf"\s*{TIME}\s*,\s*{TIME}\s*$")
DIALECT: Final = Dialect(timing=TIMING, mark=re.compile(r"^\s*[0-9]{1,6}:[^,\s]{1,20},[^,\s]{0,6}:[^,\s]{1,20}\s*$"))
BREAK: Final = "[br]"  # SubViewer's, in which everything stands on one line


def is_sbv(text: str) -> bool:
    """Whether the first line with anything on it is one of SBV's times."""
    first = next((line for line in text[:4096].split("\n") if line.strip()), "")
    return TIMING.match(first) is not None


def parse_sbv(text: str) -> ParsedSubtitles:
    """The cues of an SBV file."""
    parsed = parse_lines(text.split("\n"), DIALECT)
    parsed.cues = [replace(cue, text=cue.text.replace(BREAK, "\n")) for cue in parsed.cues]
    return parsed
