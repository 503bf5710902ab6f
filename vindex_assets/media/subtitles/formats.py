"""The text of subtitle files (.vtt, .srt, .ass) as cues, still with their styling: pure functions over strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vindex_assets.media.subtitles.cues import Cue

CLOCK: Final = r"(?:(\d+):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
TIMING: Final = re.compile(rf"\s*{CLOCK}\s*-->\s*{CLOCK}")
ASS_BREAK: Final = re.compile(r"\\[Nn]")
ASS_DRAWING: Final = re.compile(r"\{[^{}]*\\p[1-9]")  # the text is then the outline of a drawing
ASS_FIELDS: Final = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
NOT_CUES: Final = ("NOTE", "STYLE", "REGION")  # what the other blocks of a WebVTT file begin with


class SubtitleSyntaxError(Exception):
    """A line that should be part of a cue and cannot be read; `number` counts from 1."""

    def __init__(self, number: int, line: str) -> None:
        super().__init__(f"line {number} cannot be read: {line.strip()[:80]!r}")
        self.number = number


def decode_text(data: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else the western code page of old editors; lines end in LF."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_timed_blocks(text: str) -> Iterator[Cue]:
    """Cues of WebVTT and SubRip: a line of times, then text up to a blank line or the next line of times.

    Raises:
        BrokenLine: a line with an arrow where a cue should begin is no line of times.
    """
    block: list[tuple[int, str]] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            block.append((number, line))
            continue
        if block and not block[0][1].startswith(NOT_CUES):
            yield from _cues_of(block)
        block = []


def _cues_of(block: list[tuple[int, str]]) -> Iterator[Cue]:
    begun: re.Match[str] | None = None
    held: list[str] = []
    for number, line in block:
        times = TIMING.match(line)
        if times is None and "-->" in line and begun is None:
            raise SubtitleSyntaxError(number, line)
        if times is None:
            held.append(line)
            continue
        if begun:  # no blank line between two cues: the last line held is then the number of the next one
            yield _cue(begun, held[:-1] if held and held[-1].strip().isdigit() else held)
        begun, held = times, []
    if begun:
        yield _cue(begun, held)


def _cue(times: re.Match[str], lines: list[str]) -> Cue:
    clocks = times.groups()
    return Cue(_seconds(clocks[:4]), _seconds(clocks[4:]), "\n".join(lines))


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")


def parse_ass(text: str) -> Iterator[Cue]:
    """Cues of (Advanced) SubStation Alpha: its Dialogue lines, in the order of fields that its Format line states.

    Raises:
        BrokenLine: a Dialogue line has too few fields or no times.
    """
    fields: tuple[str, ...] = ASS_FIELDS
    in_events = False
    for number, line in enumerate(text.split("\n"), start=1):
        kind, _, rest = line.partition(":")
        if line.startswith("["):
            in_events = line.strip().lower() == "[events]"
        elif in_events and kind == "Format":
            fields = tuple(name.strip().lower() for name in rest.split(","))
        elif kind == "Dialogue":
            yield from _dialogue(number, line, dict(zip(fields, rest.split(",", len(fields) - 1), strict=False)))


def _dialogue(number: int, line: str, values: dict[str, str]) -> Iterator[Cue]:
    clocks = [re.fullmatch(rf"\s*{CLOCK}\s*", values.get(name, "")) for name in ("start", "end")]
    if clocks[0] is None or clocks[1] is None or "text" not in values:
        raise SubtitleSyntaxError(number, line)
    start_s, end_s = (_seconds(clock.groups()) for clock in clocks if clock)
    yield Cue(start_s, end_s, ass_plain_text(values["text"]), values.get("name", "").strip() or None)


def ass_plain_text(text: str) -> str:
    """The text field of an event with its breaks as lines; empty for a drawing."""
    return "" if ASS_DRAWING.search(text) else ASS_BREAK.sub("\n", text).replace("\\h", " ")
