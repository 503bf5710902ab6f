"""SubRip (.srt), which has no specification: what players read is read."""

from __future__ import annotations

import re
from typing import Final

from vindex_assets.media.subtitles.formats.parsed import ParsedSubtitles
from vindex_assets.media.subtitles.formats.timed_lines import Dialect, parse_lines
from vindex_assets.media.subtitles.formats.timestamps import ARROW, SUBRIP

# After the times may stand the coordinates of a box (X1:40 X2:600 Y1:1 Y2:83), which are not looked at.
DIALECT: Final = Dialect(timing=re.compile(rf"\s*{SUBRIP}\s*{ARROW}\s*{SUBRIP}"), mark=re.compile("-->"))


def parse_subrip(text: str) -> ParsedSubtitles:
    """The cues of a SubRip file."""
    return parse_lines(text.split("\n"), DIALECT)
