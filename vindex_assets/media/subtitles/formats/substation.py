r"""SubStation Alpha, versions 4 (.ssa) and 4+ (.ass): the Dialogue lines of the section [Events].

The fields of a line stand in the order of the section's Format line; the last one, Text, may hold commas. Comment lines
are not shown. Source: the specification that comes with Aegisub, and libass where that is silent.
"""

from __future__ import annotations

import re
from typing import Final

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.formats.override_tags import plain_text
from vindex_assets.media.subtitles.formats.parsed import ParsedSubtitles
from vindex_assets.media.subtitles.formats.timestamps import SUBRIP, seconds

FIELDS: Final = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
TIME: Final = re.compile(rf"\s*{SUBRIP}\s*")
SECTION: Final = re.compile(r"^[^\S\n]*\[(?:script info|v4\+? styles|events)\]\s*$", re.IGNORECASE | re.MULTILINE)
# A packet in a container has no times: ReadOrder, Layer, Style, Name, MarginL, MarginR, MarginV, Effect, Text.
PACKET_FIELDS: Final = 9
PACKET_NAME: Final = 3


def is_substation(text: str) -> bool:
    """Whether a section of SubStation Alpha begins near the beginning of a text."""
    return SECTION.search(text[:4096]) is not None


def parse_substation(text: str) -> ParsedSubtitles:
    """The cues of an .ass or .ssa file."""
    parsed = ParsedSubtitles()
    fields: tuple[str, ...] = FIELDS
    in_events = True
    for number, line in enumerate(text.split("\n"), start=1):
        kind, _, values = line.partition(":")
        kind = kind.strip().lower()
        if kind.startswith("["):
            in_events = kind.rstrip() == "[events]"
        elif in_events and kind == "format":
            fields = tuple(name.strip().lower() for name in values.split(","))
        elif kind == "dialogue":
            _add_dialogue(parsed, number, line, dict(zip(fields, values.split(",", len(fields) - 1), strict=False)))
    return parsed


def _add_dialogue(parsed: ParsedSubtitles, number: int, line: str, values: dict[str, str]) -> None:
    start, end = (TIME.fullmatch(values.get(name, "")) for name in ("start", "end"))
    if start is None or end is None or "text" not in values:
        parsed.skip(number, line)
        return
    text = plain_text(values["text"])
    speaker = (values.get("name") or values.get("actor") or "").strip() or None
    if text.strip():
        cue = Cue(seconds(start.groups()), seconds(end.groups()), text, speaker)
        parsed.add(cue, number=number, line=line)


def packet_text(packet: str) -> tuple[str, str | None]:
    """Text and speaker of a packet of a track in a container."""
    values = packet.split(",", PACKET_FIELDS - 1)
    speaker = values[PACKET_NAME].strip() if len(values) == PACKET_FIELDS else ""
    return plain_text(values[-1]), speaker or None
