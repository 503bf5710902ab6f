"""Renders a transcript as captions: WebVTT for browsers, SubRip for other players.

A cue has at most two lines of 42 characters and 7 seconds, as is usual in subtitling. A longer segment is split between
words, at the end of a sentence where one is near:

    segment   |And now we fold it. Then it rests under a cloth until the oven is hot and it has doubled in size.|
    cues      |And now we fold it. Then it rests under a cloth until the |oven is hot and it has doubled in size.|
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final

from vindex_search.common.clock_time import subrip_time, webvtt_time
from vindex_search.common.text import SENTENCE_END, visible

if TYPE_CHECKING:
    import polars as pl

MAX_LINE_LENGTH: Final = 42
MAX_LINES: Final = 2
MAX_CUE_S: Final = 7.0
MIN_CUE_LENGTH: Final = MAX_LINE_LENGTH  # characters; a cue this long ends with its sentence


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a part of one, with any space before it, and its time in seconds."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: time in seconds, lines, and speaker and language where known."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]
    speaker: str | None
    language: str | None = None


def to_vtt(table: pl.DataFrame) -> str:
    """WebVTT of a table with `TRANSCRIPT_SCHEMA`; speakers become voice tags.

    Source: https://www.w3.org/TR/webvtt1/
    """
    blocks = [f"{_timing(cue, webvtt_time)}\n{_voice_tag(cue.speaker)}{_escape(_text(cue))}" for cue in cues(table)]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def to_srt(table: pl.DataFrame) -> str:
    """SubRip of a table with `TRANSCRIPT_SCHEMA`; speakers become a prefix of the text."""
    numbered = enumerate(cues(table), start=1)
    blocks = (f"{number}\n{_timing(cue, subrip_time)}\n{_srt_text(cue)}\n" for number, cue in numbered)
    return "\n".join(blocks)


def cues(table: pl.DataFrame) -> list[Cue]:
    """The cues of a transcript, ordered by time; of its `preferred_segments`."""
    split = [cue for segment in preferred_segments(table).iter_rows(named=True) for cue in _split_segment(segment)]
    return sorted(split, key=lambda cue: (cue.start_s, cue.end_s))


def preferred_segments(table: pl.DataFrame) -> pl.DataFrame:
    """The segments to show: those of subtitles, and those that were heard in whose middle no subtitle is shown."""
    subtitles = table.filter(table["source"] == "subtitles").sort("start_s")
    starts = subtitles["start_s"].to_list()
    shown_until = [-math.inf, *accumulate(subtitles["end_s"], max)]  # by how many subtitles have begun
    rows = table.select("source", "start_s", "end_s").iter_rows()
    middles = [(source == "subtitles", (start_s + end_s) / 2) for source, start_s, end_s in rows]
    return table.filter([keep or shown_until[bisect_right(starts, middle)] <= middle for keep, middle in middles])


def _split_segment(segment: dict[str, Any]) -> Iterator[Cue]:
    """The cues of a segment: one with the segment's time where it fits, otherwise each with the time of its words."""
    groups = list(_group_tokens(list(_tokens(segment))))
    for group in groups:
        times = (group[0].start_s, group[-1].end_s)
        start, end = times if len(groups) > 1 else (segment["start_s"], segment["end_s"])
        yield Cue(start, end, tuple(_wrap(group)), segment["speaker"], segment["language"])


def _group_tokens(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    group: list[Token] = []
    for token in tokens:
        if group and _cue_ends(group, token):
            yield group
            group = []
        group.append(token)
    if group:
        yield group


def _cue_ends(group: Sequence[Token], following: Token) -> bool:
    """Whether a cue ends before the next token: it is full or ends a sentence."""
    if len(list(_wrap([*group, following]))) > MAX_LINES or following.end_s - group[0].start_s > MAX_CUE_S:
        return True
    return bool(SENTENCE_END.search(group[-1].text)) and sum(len(token.text) for token in group) >= MIN_CUE_LENGTH


def _wrap(tokens: Iterable[Token]) -> Iterator[str]:
    """The tokens as lines of at most `MAX_LINE_LENGTH` characters."""
    line = ""
    for token in tokens:
        if line and len(line) + len(token.text) > MAX_LINE_LENGTH:
            yield line
            line = ""
        line += token.text if line else token.text.lstrip()
    if line:
        yield line


def _tokens(segment: dict[str, Any]) -> Iterator[Token]:
    """The text of a segment in pieces no longer than a line, each with the time of its word."""
    text = " ".join(segment["text"].split())
    at = 0
    for word, start, end in _timed_words(segment, text):
        position = text.index(word, at)
        yield from _split_long(Token(text[at:position] + word, start, end))
        at = position + len(word)


def _timed_words(segment: dict[str, Any], text: str) -> list[tuple[str, float, float]]:
    """Words with start and end: the segment's own, or its text's, evenly spread, where the two differ."""
    words = [(word["text"], word["start_s"], word["end_s"]) for word in segment["words"] or ()]
    if "".join(word for word, _, _ in words) == text.replace(" ", ""):
        return words
    plain = text.split()
    step = (segment["end_s"] - segment["start_s"]) / max(1, len(plain))
    starts = [segment["start_s"] + number * step for number in range(len(plain))]
    return [(word, start, start + step) for word, start in zip(plain, starts, strict=True)]


def _split_long(token: Token) -> Iterator[Token]:
    """A token in pieces no longer than a line, as text without spaces needs; the time is split evenly."""
    step = (token.end_s - token.start_s) / max(1, len(token.text))
    room = MAX_LINE_LENGTH + len(token.text) - len(token.text.lstrip())
    cuts = [0, *range(room, len(token.text), MAX_LINE_LENGTH), len(token.text)]
    for start, end in pairwise(cuts):
        yield Token(token.text[start:end], token.start_s + start * step, token.start_s + end * step)


def _text(cue: Cue) -> str:
    return "\n".join(cue.lines)


def _srt_text(cue: Cue) -> str:
    """Speaker and text for SubRip, which has no escapes: `-->` would be parsed as a timing line."""
    name = f"{visible(' '.join(cue.speaker.split()))}: " if cue.speaker else ""
    return (name + _text(cue)).replace("-->", "→")


def _voice_tag(speaker: str | None) -> str:
    return f"<v {_escape(visible(' '.join(speaker.split())))}>" if speaker and speaker.strip() else ""


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cue_times(cue: Cue, format_time: Callable[[float], str] = webvtt_time) -> tuple[str, str]:
    """Start and end as clock times, at least a millisecond apart, as players show no cue of zero length."""
    start = round(cue.start_s * 1000)
    end = max(start + 1, round(cue.end_s * 1000))
    return format_time(start / 1000), format_time(end / 1000)


def _timing(cue: Cue, format_time: Callable[[float], str]) -> str:
    return " --> ".join(cue_times(cue, format_time))
