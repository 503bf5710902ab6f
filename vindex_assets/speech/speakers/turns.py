"""Speaker assignment: a transcript cut where another speaker takes over. Pure.

Each word belongs to the turn that covers most of it, or to the nearest turn where nobody speaks. Neither words nor
turns are timed better than to some tenths of a second, so a word or two of another speaker within a sentence go with
the words beside them:

    words     We  sail. |When?  At  noon. With the | tide.
    turns     BBBBBBBBB |AAAAAAAAAAAAAAAAAAAAAAAABB|AAAAAA
    segments  [We sail.][When? At noon. With the tide.]        "the" is shorter than MIN_TURN_S
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech.segments import subsegment
from vindex_search.common.text import SENTENCE_END
from vindex_search.passages.segments import Segment, Word

MIN_TURN_S: Final = 0.5  # of another speaker's words in a sentence; less is a word over the edge of a turn

Times = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SpeakerTurn:
    """A stretch of time in which one person speaks."""

    start_s: float
    end_s: float
    speaker: str


@dataclass(frozen=True, slots=True)
class _Turns:
    """Turns as arrays, to look up the one that a word belongs to."""

    speakers: tuple[str, ...]
    starts: Times
    ends: Times

    def speaker_of(self, word: Word) -> str:
        """The speaker of the turn that shares most of a word's time, else of the nearest one."""
        shared = np.minimum(self.ends, word.end_s) - np.maximum(self.starts, word.start_s)
        return self.speakers[int(shared.argmax())]


def assign_speakers(segments: Sequence[Segment], turns: Iterable[SpeakerTurn]) -> list[Segment]:
    """Segments with their speakers, cut where the speaker changes; unchanged where there is no turn.

    Speakers are called "Speaker 1", "Speaker 2", ... in the order in which they first speak.

    Args:
        segments: In order, with word times.
        turns: In any order; they may overlap.
    """
    ordered = sorted(turns, key=lambda turn: turn.start_s)
    if not ordered:
        return list(segments)
    lookup = _Turns(
        speakers=tuple(turn.speaker for turn in ordered),
        starts=np.array([turn.start_s for turn in ordered]),
        ends=np.array([turn.end_s for turn in ordered]),
    )
    pieces = [piece for segment in segments for piece in _cut(segment, _word_speakers(segment, lookup))]
    return _number_speakers(pieces)


def _number_speakers(segments: Sequence[Segment]) -> list[Segment]:
    speakers = dict.fromkeys(segment.speaker or "" for segment in segments)
    names = {speaker: f"Speaker {number}" for number, speaker in enumerate(speakers, start=1)}
    return [replace(segment, speaker=names[segment.speaker or ""]) for segment in segments]


def _word_speakers(segment: Segment, turns: _Turns) -> list[str]:
    """The speaker of each word of a segment, or of the whole of a segment without words."""
    words = segment.words or (Word(segment.text, segment.start_s, segment.end_s),)
    return _smooth_speakers([turns.speaker_of(word) for word in words], words)


def _smooth_speakers(speakers: Sequence[str], words: Sequence[Word]) -> list[str]:
    """Speakers with short runs given to the longer neighbour of their sentence."""
    smoothed = list(speakers)
    for sentence in _sentence_ranges(words):
        runs = _speaker_runs(speakers, sentence)
        durations = [words[run[-1]].end_s - words[run[0]].start_s for run in runs]
        for place, run in enumerate(runs):
            neighbours = [index for index in (place - 1, place + 1) if 0 <= index < len(runs)]
            if neighbours and durations[place] < MIN_TURN_S:
                longest = max(neighbours, key=lambda index: durations[index])
                smoothed[run[0] : run[-1] + 1] = [speakers[runs[longest][0]]] * len(run)
    return smoothed


def _speaker_runs(speakers: Sequence[str], places: Iterable[int]) -> list[list[int]]:
    """Places of consecutive words of one speaker each."""
    return [list(run) for _, run in groupby(places, key=lambda place: speakers[place])]


def _sentence_ranges(words: Sequence[Word]) -> Iterator[range]:
    """Places of the words of each sentence."""
    ends = [place + 1 for place, word in enumerate(words) if SENTENCE_END.search(word.text)]
    for begin, end in pairwise(sorted({0, *ends, len(words)})):
        yield range(begin, end)


def _cut(segment: Segment, speakers: Sequence[str]) -> Iterator[Segment]:
    """A segment in pieces of one speaker each; the first begins and the last ends where the segment does."""
    runs = _speaker_runs(speakers, range(len(speakers)))
    if len(runs) == 1:
        yield replace(segment, speaker=speakers[0])
        return
    for run in runs:
        piece = subsegment(segment, segment.words[run[0] : run[-1] + 1])
        start_s = segment.start_s if run is runs[0] else piece.start_s
        end_s = segment.end_s if run is runs[-1] else piece.end_s
        yield replace(piece, start_s=start_s, end_s=end_s, speaker=speakers[run[0]])
