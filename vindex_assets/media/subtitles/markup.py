"""The markup of subtitles: styling removed, voices told apart, the times of words kept.

WebVTT's, with its times of words (https://www.w3.org/TR/webvtt1/), the HTML that SubRip files hold, and the override
tags of ASS that players understand in any format.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from vindex_assets.media.subtitles.cues import Cue, CueWord
from vindex_assets.media.subtitles.formats.timestamps import FIELDS, seconds

# Each part ends at the next "<", ">", "{" or "}", so that no text takes more than linear time.
VOICE: Final = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]*)>", re.IGNORECASE)  # <v.loud Ann>
BREAK: Final = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
MARKUP: Final = re.compile(
    r"<rt[^<>]*>[^<>]*</rt>|</?[a-z][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}", re.IGNORECASE
)  # but not "x < 3"; of ruby the base stays
WORD_TIME: Final = re.compile(r"<(?:([0-9]{1,6}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})>")


def plain_cues(cue: Cue) -> Iterator[Cue]:
    """The parts of a cue with different speakers, without markup; the first part has the cue's own speaker."""
    unattributed, *parts = VOICE.split(BREAK.sub("\n", cue.text))
    yield _plain(replace(cue, text=unattributed))
    for speaker, text in zip(parts[::2], parts[1::2], strict=True):
        yield _plain(replace(cue, text=text, speaker=_unescape(speaker).strip() or None))


def _plain(cue: Cue) -> Cue:
    cue = replace(cue, start_s=max(0.0, cue.start_s))
    words = tuple(_timed_words(cue)) if WORD_TIME.search(cue.text) else ()
    lines = (_plain_line(line) for line in cue.text.splitlines())
    return replace(cue, text="\n".join(line for line in lines if line), words=words)


def _plain_line(line: str) -> str:
    return " ".join(_unescape(MARKUP.sub("", line)).split())


def _unescape(text: str) -> str:
    """A text with its character references replaced; as it is where one has more digits than Python reads."""
    try:
        return html.unescape(text)
    except ValueError:
        return text


def _timed_words(cue: Cue) -> Iterator[CueWord]:
    """The words of a cue in which some times stand; those before the first time begin with the cue.

    line    welcome<00:00:01.469><c> to</c><00:00:01.620><c> the series</c>
    words   |welcome         |to            |the    |series               |
            cue.start_s      1.469          1.62                  cue.end_s

    A line without a time above one that has some was said before: its words have no length.
    """
    from_s = cue.start_s
    lines = cue.text.splitlines()
    last_timed = max(at for at, line in enumerate(lines) if WORD_TIME.search(line))
    parts = [*lines[:last_timed], "\n".join(lines[last_timed:])]
    for at, part in enumerate(parts):
        pieces = list(_pieces(part, from_s, cue.end_s))
        from_s = pieces[-1][0]
        ends = [*(start_s for start_s, _ in pieces[1:]), from_s if at < last_timed else cue.end_s]
        yield from _join_syllables([(start, end, text) for (start, text), end in zip(pieces, ends, strict=True)])


def _pieces(line: str, from_s: float, end_s: float) -> Iterator[tuple[float, str]]:
    """Start and plain text of the parts of a line between its times, which never run backwards."""
    first, *rest = WORD_TIME.split(line)
    yield from_s, _unescape(MARKUP.sub("", first))
    for at in range(0, len(rest), FIELDS + 1):
        stated_s = seconds(tuple(rest[at : at + FIELDS]))
        from_s = min(max(stated_s, from_s), max(end_s, from_s))
        yield from_s, _unescape(MARKUP.sub("", rest[at + FIELDS]))


def _join_syllables(pieces: Sequence[tuple[float, float, str]]) -> Iterator[CueWord]:
    """The words of the pieces; a piece that no space parts from the one before it goes on with its last word."""
    words: list[CueWord] = []
    open_ended = False
    for start_s, end_s, text in pieces:
        spread = list(_spread(text, start_s, end_s))
        if spread and words and open_ended and not text[0].isspace():
            first = spread.pop(0)
            words[-1] = CueWord(words[-1].text + first.text, words[-1].start_s, first.end_s)
        words += spread
        open_ended = not text[-1].isspace() if text else open_ended
    yield from words


def _spread(text: str, start_s: float, end_s: float) -> Iterator[CueWord]:
    """The words of a text, each with a share of its time by its length."""
    words = text.split()
    letters = max(1, sum(map(len, words)))
    borders = [start_s]
    for word in words:
        borders.append(min(end_s, borders[-1] + (end_s - start_s) * len(word) / letters))  # sums are rounded
    for word, (word_start_s, word_end_s) in zip(words, pairwise(borders), strict=True):
        yield CueWord(word, word_start_s, word_end_s)
