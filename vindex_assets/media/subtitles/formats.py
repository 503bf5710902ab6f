"""Parsers of subtitle formats (WebVTT, SubRip, ASS): strings to cues that still have their markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vindex_assets.media.subtitles.cues import Cue

TIME: Final = r"(?:(\d+):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"  # hours, minutes, seconds, fraction
TIMING_LINE: Final = re.compile(rf"\s*{TIME}\s*-->\s*{TIME}")
TIME_FIELDS: Final = 4
ASS_BREAK: Final = re.compile(r"\\[Nn]")
ASS_DRAWING: Final = re.compile(r"\{[^{}]*\\p[1-9]")  # the text is then the outline of a shape
ASS_FIELDS: Final = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
NOT_CUES: Final = ("NOTE", "STYLE", "REGION")  # first words of the other blocks of a WebVTT file


class SubtitleSyntaxError(Exception):
    """A line that belongs to a cue and cannot be parsed; `number` counts from 1."""

    def __init__(self, number: int, line: str) -> None:
        super().__init__(f"line {number} cannot be parsed: {line.strip()[:80]!r}")
        self.number = number


def decode_text(data: bytes) -> str:
    """Bytes of a subtitle file as text: UTF-16 with a byte order mark, UTF-8, else Windows-1252; lines end in LF."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_timed_blocks(text: str) -> Iterator[Cue]:
    """Cues of WebVTT and SubRip: a timing line, then text up to a blank line or the next timing line.

    Raises:
        SubtitleSyntaxError: a line with an arrow, where a cue should begin, is not a timing line.
    """
    block: list[tuple[int, str]] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            block.append((number, line))
            continue
        if block and not block[0][1].startswith(NOT_CUES):
            yield from _block_cues(block)
        block = []


def _block_cues(block: list[tuple[int, str]]) -> Iterator[Cue]:
    """The cues of a block of lines, numbered: one as a rule, several where blank lines between them are missing."""
    timing: re.Match[str] | None = None
    lines: list[str] = []
    for number, line in block:
        next_timing = TIMING_LINE.match(line)
        if next_timing is None:
            if "-->" in line and timing is None:
                raise SubtitleSyntaxError(number, line)
            lines.append(line)
            continue
        if timing:
            yield _timed_cue(timing, _without_next_number(lines))
        timing, lines = next_timing, []
    if timing:
        yield _timed_cue(timing, lines)


def _without_next_number(lines: list[str]) -> list[str]:
    """Lines before a timing line, without the number of the cue that it begins (SubRip)."""
    return lines[:-1] if lines and lines[-1].strip().isdigit() else lines


def _timed_cue(timing: re.Match[str], lines: list[str]) -> Cue:
    fields = timing.groups()
    return Cue(start_s=_seconds(fields[:TIME_FIELDS]), end_s=_seconds(fields[TIME_FIELDS:]), text="\n".join(lines))


def _seconds(fields: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = fields
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")


def parse_ass(text: str) -> Iterator[Cue]:
    """Cues of (Advanced) SubStation Alpha: its Dialogue lines, with fields in the order of the Format line.

    Raises:
        SubtitleSyntaxError: a Dialogue line has too few fields or no times.
    """
    fields: tuple[str, ...] = ASS_FIELDS
    in_events = False
    for number, line in enumerate(text.split("\n"), start=1):
        kind, _, values = line.partition(":")
        if line.startswith("["):
            in_events = line.strip().lower() == "[events]"
        elif in_events and kind == "Format":
            fields = tuple(name.strip().lower() for name in values.split(","))
        elif kind == "Dialogue":
            yield _dialogue_cue(number, line, dict(zip(fields, values.split(",", len(fields) - 1), strict=False)))


def _dialogue_cue(number: int, line: str, values: dict[str, str]) -> Cue:
    start, end = (re.fullmatch(rf"\s*{TIME}\s*", values.get(name, "")) for name in ("start", "end"))
    if start is None or end is None or "text" not in values:
        raise SubtitleSyntaxError(number, line)
    return Cue(
        start_s=_seconds(start.groups()),
        end_s=_seconds(end.groups()),
        text=ass_plain_text(values["text"]),
        speaker=values.get("name", "").strip() or None,
    )


def ass_plain_text(text: str) -> str:
    r"""The text field of an event with `\N` as line breaks and `\h` as spaces; empty for a drawing."""
    return "" if ASS_DRAWING.search(text) else ASS_BREAK.sub("\n", text).replace("\\h", " ")
