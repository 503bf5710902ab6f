"""Who says it: a transcript cut where another speaker takes his turn. Pure.

Each word belongs to whoever speaks most of it, or to the nearest turn where nobody was heard to speak; a word or two
of another within a sentence go with what stands beside them, for neither words nor turns are timed better than to
some tenths of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech.segments import Segment, Word, subsegment
from vindex_search.common.text import SENTENCE_END

MIN_TURN_S: Final = 0.5  # of another's words in one's sentence: less is a word that lies over an edge, not a turn

Times = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SpeakerTurn:
    """A stretch of time in which one person speaks."""

    start_s: float
    end_s: float
    speaker: str


def assign_speakers(segments: Sequence[Segment], turns: Iterable[SpeakerTurn]) -> list[Segment]:
    """Segments with their speakers, cut where the speaker changes; as they are where nobody was heard to speak.

    Speakers are called "Speaker 1", "Speaker 2", ... as they come to speak.

    Args:
        segments: In order, with the times of their words.
        turns: In any order; they may overlap.
    """
    said = sorted(turns, key=lambda turn: turn.start_s)
    if not said:
        return list(segments)
    starts, ends = (np.array([getattr(turn, side) for turn in said]) for side in ("start_s", "end_s"))
    found = [piece for segment in segments for piece in _cut(segment, _speakers(segment, said, starts, ends))]
    order = {speaker: f"Speaker {number}" for number, speaker in enumerate(_first_heard(found), start=1)}
    return [replace(piece, speaker=order[piece.speaker or ""]) for piece in found]


def _first_heard(segments: Iterable[Segment]) -> Iterable[str]:
    return dict.fromkeys(segment.speaker or "" for segment in segments)


def _speakers(segment: Segment, turns: Sequence[SpeakerTurn], starts: Times, ends: Times) -> list[str]:
    """The speaker of each word of a segment, or the one of a segment that has none."""
    words = segment.words or (Word(segment.text, segment.start_s, segment.end_s),)
    return _settled([turns[_nearest(word, starts, ends)].speaker for word in words], words)


def _nearest(word: Word, starts: Times, ends: Times) -> int:
    """Place of the turn that shares most of a word's time, else of the one that is least away from it."""
    shared = np.minimum(ends, word.end_s) - np.maximum(starts, word.start_s)
    return int(shared.argmax())


def _settled(speakers: Sequence[str], words: Sequence[Word]) -> list[str]:
    """Speakers without strays: a short run goes with the longer of those beside it in its sentence."""
    settled = list(speakers)
    for sentence in _sentences(words):
        runs = [list(run) for _, run in groupby(sentence, key=lambda at: speakers[at])]
        lasts = [words[run[-1]].end_s - words[run[0]].start_s for run in runs]
        for place, run in enumerate(runs):
            beside = [at for at in (place - 1, place + 1) if 0 <= at < len(runs)]
            if beside and lasts[place] < MIN_TURN_S:
                owner = max(beside, key=lambda at: lasts[at])
                settled[run[0] : run[-1] + 1] = [speakers[runs[owner][0]]] * len(run)
    return settled


def _sentences(words: Sequence[Word]) -> Iterator[range]:
    """Places of the words of each sentence."""
    ends = [at + 1 for at, word in enumerate(words) if SENTENCE_END.search(word.text)]
    for begin, end in pairwise(sorted({0, *ends, len(words)})):
        yield range(begin, end)


def _cut(segment: Segment, speakers: Sequence[str]) -> Iterator[Segment]:
    """A segment in pieces of one speaker each; the first begins and the last ends where the segment does."""
    places = [list(run) for _, run in groupby(range(len(speakers)), key=lambda at: speakers[at])]
    if len(places) == 1:
        yield replace(segment, speaker=speakers[0])
        return
    for run in places:
        piece = subsegment(segment, segment.words[run[0] : run[-1] + 1])
        start = segment.start_s if run is places[0] else piece.start_s
        end = segment.end_s if run is places[-1] else piece.end_s
        yield replace(piece, start_s=start, end_s=end, speaker=speakers[run[0]])
