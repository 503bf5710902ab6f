"""The transcript as captions that people can read: WebVTT for players in a browser, SubRip for the others.

A cue has at most two lines of 42 characters, as is usual in subtitling. A segment that needs more, or that stands for
more than 7 seconds, is cut between words, at the end of a sentence where one is near.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from vindex_search.common.clock_time import subrip_time, webvtt_time
from vindex_search.common.text import SENTENCE_END

if TYPE_CHECKING:
    import polars as pl

MAX_LINE_LENGTH: Final = 42
MAX_LINES: Final = 2
MAX_CUE_S: Final = 7.0
MIN_CUE_LENGTH: Final = MAX_LINE_LENGTH  # of a cue that is cut at the end of a sentence although there is room for more


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a part of one, with the space before it where it has one, and its time in seconds."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: its time in seconds, its lines, and who speaks where that is known."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]
    speaker: str | None


def to_vtt(table: pl.DataFrame) -> str:
    """WebVTT of a table of TRANSCRIPT_SCHEMA; speakers as voice tags.

    Source: https://www.w3.org/TR/webvtt1/
    """
    blocks = [f"{_times(one, webvtt_time)}\n{_voice(one.speaker)}{_escaped(_joined(one))}" for one in cues(table)]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def to_srt(table: pl.DataFrame) -> str:
    """SubRip of a table of TRANSCRIPT_SCHEMA; it has no tag for speakers, so their names stand before the text."""
    numbered = enumerate(cues(table), start=1)
    blocks = (f"{number}\n{_times(one, subrip_time)}\n{_named(one)}\n" for number, one in numbered)
    return "\n".join(blocks)


def cues(table: pl.DataFrame) -> list[Cue]:
    """The cues of a transcript, in order; of one that was both written and recognised, what was written."""
    found = [caption for segment in preferred_segments(table).iter_rows(named=True) for caption in _cut(segment)]
    return sorted(found, key=lambda caption: (caption.start_s, caption.end_s))


def preferred_segments(table: pl.DataFrame) -> pl.DataFrame:
    """The segments that readers are shown: of a transcript both written and recognised, what was written."""
    written = table.filter(table["source"] == "subtitles")
    return table if written.is_empty() else written


def _cut(segment: dict[str, Any]) -> Iterator[Cue]:
    """A segment as cues: one with the segment's own time where it fits, else each with the time of its words."""
    groups = list(_groups(list(_tokens(segment))))
    for group in groups:
        times = (group[0].start_s, group[-1].end_s)
        start, end = times if len(groups) > 1 else (segment["start_s"], segment["end_s"])
        yield Cue(start, end, tuple(_lines(group)), segment["speaker"])


def _groups(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    group: list[Token] = []
    for token in tokens:
        if group and _is_over(group, token):
            yield group
            group = []
        group.append(token)
    if group:
        yield group


def _is_over(group: Sequence[Token], following: Token) -> bool:
    """Whether a cue is full, would stand too long, or has come to a good end."""
    if len(list(_lines([*group, following]))) > MAX_LINES or following.end_s - group[0].start_s > MAX_CUE_S:
        return True
    return bool(SENTENCE_END.search(group[-1].text)) and sum(len(token.text) for token in group) >= MIN_CUE_LENGTH


def _lines(tokens: Iterable[Token]) -> Iterator[str]:
    line = ""
    for token in tokens:
        if line and len(line) + len(token.text) > MAX_LINE_LENGTH:
            yield line
            line = ""
        line += token.text if line else token.text.lstrip()
    if line:
        yield line


def _tokens(segment: dict[str, Any]) -> Iterator[Token]:
    """The text cut into pieces no longer than a line, each with the time of the word that it is of."""
    text = " ".join(segment["text"].split())
    at = 0
    for word, start, end in _timed(segment, text):
        found = text.index(word, at)
        yield from _pieces(Token(text[at:found] + word, start, end))
        at = found + len(word)


def _timed(segment: dict[str, Any], text: str) -> list[tuple[str, float, float]]:
    """The segment's words; where they are not those of its text, the text's, spread evenly over its time."""
    words = [(word["text"], word["start_s"], word["end_s"]) for word in segment["words"] or ()]
    if "".join(word for word, _, _ in words) == text.replace(" ", ""):
        return words
    plain = text.split()
    step = (segment["end_s"] - segment["start_s"]) / max(1, len(plain))
    starts = [segment["start_s"] + number * step for number in range(len(plain))]
    return [(word, start, start + step) for word, start in zip(plain, starts, strict=True)]


def _pieces(token: Token) -> Iterator[Token]:
    """A token cut where it is longer than a line, as text without spaces is."""
    step = (token.end_s - token.start_s) / max(1, len(token.text))
    room = MAX_LINE_LENGTH + len(token.text) - len(token.text.lstrip())
    cuts = [0, *range(room, len(token.text), MAX_LINE_LENGTH), len(token.text)]
    for start, end in pairwise(cuts):
        yield Token(token.text[start:end], token.start_s + start * step, token.start_s + end * step)


def _joined(caption: Cue) -> str:
    return "\n".join(caption.lines)


def _named(caption: Cue) -> str:
    """Text for SubRip, which knows no escapes: an arrow would be read as times."""
    name = f"{' '.join(caption.speaker.split())}: " if caption.speaker else ""
    return (name + _joined(caption)).replace("-->", "→")


def _voice(speaker: str | None) -> str:
    return f"<v {_escaped(' '.join(speaker.split()))}>" if speaker and speaker.strip() else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _times(caption: Cue, written: Callable[[float], str]) -> str:
    """From and to, at least a millisecond apart: players show no cue that ends where it begins."""
    start = round(caption.start_s * 1000)
    end = max(start + 1, round(caption.end_s * 1000))
    return f"{written(start / 1000)} --> {written(end / 1000)}"
