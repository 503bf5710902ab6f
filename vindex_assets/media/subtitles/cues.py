"""Cues of subtitles and how they are cleaned: styling off, voices told apart, roll-up repetitions merged."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

VOICE: Final = re.compile(r"<v(?:\.[^\s>]+)*\s+([^>]+)>", re.IGNORECASE)
TAG: Final = re.compile(r"</?[a-z][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}", re.IGNORECASE)  # "x < 3" is no tag
TOUCHING_S: Final = 0.1  # captions so close follow on one another


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle: from and to in seconds of the player, plain text, and who speaks where it is said."""

    start_s: float
    end_s: float
    text: str
    speaker: str | None = None


def normalize_cues(cues: Iterable[Cue]) -> list[Cue]:
    """Cues in order, without styling, without empty ones, one for each voice, roll-up repetitions merged."""
    voices = (_plain(voice) for cue in cues for voice in _voices(cue))
    merged: list[Cue] = []
    for cue in sorted(voices, key=lambda c: (c.start_s, c.end_s)):
        if not cue.text or cue.end_s <= cue.start_s:
            continue
        added = _without_repetition(merged[-1], cue) if merged else cue
        if added.text:
            merged.append(added)
        else:
            merged[-1] = replace(merged[-1], end_s=max(merged[-1].end_s, cue.end_s))
    return merged


def _voices(cue: Cue) -> Iterator[Cue]:
    """The parts of a WebVTT cue that different people speak."""
    unspoken, *parts = VOICE.split(cue.text)
    yield replace(cue, text=unspoken)
    for speaker, text in zip(parts[::2], parts[1::2], strict=True):
        yield replace(cue, text=text, speaker=html.unescape(speaker).strip())


def _plain(cue: Cue) -> Cue:
    lines = (" ".join(html.unescape(TAG.sub("", line)).split()) for line in cue.text.splitlines())
    return replace(cue, start_s=max(0.0, cue.start_s), text="\n".join(line for line in lines if line))


def _without_repetition(before: Cue, cue: Cue) -> Cue:
    """A cue less the lines with which it repeats the end of the one before, as roll-up captions do."""
    lines, held = cue.text.split("\n"), before.text.split("\n")
    if cue.start_s > before.end_s + TOUCHING_S or cue.speaker != before.speaker:
        return cue
    repeated = max((n for n in range(1, len(held) + 1) if held[-n:] == lines[:n]), default=0)
    return replace(cue, text="\n".join(lines[repeated:]))
