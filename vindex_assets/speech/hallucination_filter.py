"""Guards against what recognisers make up: words over silence, and words that go round in circles.

Whisper, trained on subtitles of the whole web, writes thanks for watching where nobody speaks, and says a phrase over
and over where it has lost its way (Koenecke et al., 2024, "Careless Whisper: Speech-to-Text Hallucination Harms").
Both are told from what was recorded and from the text itself, not by lists of phrases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech.pcm import SAMPLE_RATE, iter_pcm
from vindex_assets.speech.segments import Segment, Word, subsegment

WINDOW_S: Final = 0.1
SILENT_DBFS: Final = -60.0  # a quiet room in a recording; speech is 20 dB and more above it
SPOKEN_SHARE: Final = 0.05  # of a segment: who speaks for less has not spoken
FULL_SCALE: Final = 2**15
MAX_REPEATS: Final = 3  # "no, no, no" is said; more is a loop
LONGEST_LOOP: Final = 12  # words that go round

Levels = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FilteredTranscript:
    """What is left of a transcript, and how many segments were dropped or shortened, by reason."""

    segments: tuple[Segment, ...]
    over_silence: int
    in_loops: int


def drop_hallucinations(segments: Sequence[Segment], levels: Levels) -> FilteredTranscript:
    """A transcript without what was made up.

    Args:
        segments: In order, as recognised.
        levels: Of the same sound, from `levels_of`.
    """
    heard = [segment for segment in segments if is_audible(segment, levels)]
    once = [_unwound(segment) for segment in heard]
    told = list(_without_echoes(once))
    changed = sum(before is not after for before, after in zip(heard, once, strict=True))
    return FilteredTranscript(tuple(told), len(segments) - len(heard), changed + len(once) - len(told))


def measure_loudness(audio: Path) -> Levels:
    """Loudness of each tenth of a second, in dB of full scale; the last one may be shorter."""
    size = round(SAMPLE_RATE * WINDOW_S)
    found: list[float] = []
    rest = np.zeros(0, np.int16)
    for block in iter_pcm(audio):
        rest = np.concatenate([rest, np.frombuffer(block, np.int16)])
        whole = len(rest) // size * size
        found.extend(_dbfs(rest[:whole].reshape(-1, size)))
        rest = rest[whole:]
    if len(rest):
        found.extend(_dbfs(rest.reshape(1, -1)))
    return np.array(found, np.float32)


def _dbfs(windows: npt.NDArray[np.int16]) -> list[float]:
    power = np.square(windows.astype(np.float64) / FULL_SCALE).mean(axis=1)
    loudness: list[float] = (10 * np.log10(np.maximum(power, 1e-12))).tolist()
    return loudness


def is_audible(segment: Segment, levels: Levels) -> bool:
    """Whether there is anything to be heard while a segment is said."""
    first, last = int(segment.start_s / WINDOW_S), int(np.ceil(segment.end_s / WINDOW_S))
    there = levels[first : max(last, first + 1)]
    return len(there) > 0 and float((there > SILENT_DBFS).mean()) >= SPOKEN_SHARE


def _unwound(segment: Segment) -> Segment:
    """A segment whose words do not go round: of a phrase that is repeated too often the first is left."""
    words = tuple(_once(segment.words))
    if len(words) == len(segment.words):
        return segment
    return replace(subsegment(segment, words), start_s=segment.start_s)


def _once(words: Sequence[Word]) -> Iterator[Word]:
    keys = [_key(word.text) for word in words]
    at = 0
    while at < len(words):
        length, repeats = _loop(keys, at)
        yield from words[at : at + length]
        at += length * repeats


def _loop(keys: Sequence[str], at: int) -> tuple[int, int]:
    """Length in words of the phrase that goes round from a place on and how often; a word once where none does."""
    for length in range(1, min(LONGEST_LOOP, (len(keys) - at) // 2) + 1):
        phrase = keys[at : at + length]
        repeats = 1
        while keys[at + repeats * length : at + (repeats + 1) * length] == phrase:
            repeats += 1
        if repeats > MAX_REPEATS:
            return length, repeats
    return 1, 1


def _without_echoes(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Segments less those that say what the ones before them have said too often already."""
    before, said = "", 0
    for segment in segments:
        key = _key(segment.text)
        said = said + 1 if key == before else 1
        before = key
        if said <= MAX_REPEATS:
            yield segment


def _key(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
