"""Cues, and their normalisation: styling removed, voices split, repetitions of roll-up captions merged."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

VOICE: Final = re.compile(r"<v(?:\.[^\s>]+)*\s+([^>]+)>", re.IGNORECASE)  # WebVTT: <v.loud Ann>
MARKUP: Final = re.compile(r"</?[a-z][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}", re.IGNORECASE)  # but not "x < 3"
ADJACENT_S: Final = 0.1  # cues with a smaller gap follow each other directly


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle: start and end in player seconds, plain text, and the speaker where one is named."""

    start_s: float
    end_s: float
    text: str
    speaker: str | None = None


def normalize_cues(cues: Iterable[Cue]) -> list[Cue]:
    """Cues in order of time, without markup and empty cues, one per voice, each line of a roll-up caption once."""
    plain = (_without_markup(voice) for cue in cues for voice in _split_voices(cue))
    normalized: list[Cue] = []
    for cue in sorted(plain, key=lambda cue: (cue.start_s, cue.end_s)):
        if not cue.text or cue.end_s <= cue.start_s:
            continue
        new = _without_repetition(normalized[-1], cue) if normalized else cue
        if new.text:
            normalized.append(new)
        else:
            normalized[-1] = replace(normalized[-1], end_s=max(normalized[-1].end_s, cue.end_s))
    return normalized


def _split_voices(cue: Cue) -> Iterator[Cue]:
    """The parts of a WebVTT cue with different speakers; the first part is without one."""
    unattributed, *parts = VOICE.split(cue.text)
    yield replace(cue, text=unattributed)
    for speaker, text in zip(parts[::2], parts[1::2], strict=True):
        yield replace(cue, text=text, speaker=html.unescape(speaker).strip())


def _without_markup(cue: Cue) -> Cue:
    lines = (" ".join(html.unescape(MARKUP.sub("", line)).split()) for line in cue.text.splitlines())
    return replace(cue, start_s=max(0.0, cue.start_s), text="\n".join(line for line in lines if line))


def _without_repetition(before: Cue, cue: Cue) -> Cue:
    """A cue without the lines with which it repeats the end of the cue before, as roll-up captions do.

    before  a      cue  b      result  c
            b           c
    """
    if cue.start_s > before.end_s + ADJACENT_S or cue.speaker != before.speaker:
        return cue
    earlier, lines = before.text.split("\n"), cue.text.split("\n")
    repeated = max((n for n in range(1, len(earlier) + 1) if earlier[-n:] == lines[:n]), default=0)
    return replace(cue, text="\n".join(lines[repeated:]))
