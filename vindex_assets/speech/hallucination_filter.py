"""Hallucination filter: drops segments over silence, and repetitions in a loop.

Whisper, trained on subtitles of the whole web, writes thanks for watching where nobody speaks, and repeats a phrase
over and over where it has lost its way (Koenecke et al., 2024, "Careless Whisper: Speech-to-Text Hallucination Harms").
Both are recognised from the sound and from the text itself, not from lists of phrases:

    loudness, dBFS    -20 -25 -22 -70 -80 -75 -80 -21 -24 ...      a value per 0.1 s
    segments          [ the tide ][thanks for  ][ and so it goes and so it goes and so it goes and so it goes ]
                        kept       over silence   in a loop: left once, "and so it goes"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech.pcm import FULL_SCALE, SAMPLE_RATE, iter_pcm
from vindex_assets.speech.segments import subsegment
from vindex_search.passages.segments import Segment, Word

WINDOW_S: Final = 0.1  # of sound per loudness value
SILENCE_DBFS: Final = -60.0  # a quiet room in a recording of usual level; speech is 20 dB and more above it
LOUD_QUANTILE: Final = 0.95  # of the loudness values: the level of a recording
SILENCE_BELOW_LEVEL_DB: Final = 40.0  # in a recording that is quiet as a whole, silence is so much below its level
MIN_POWER: Final = 1e-12  # of full scale, so that digital silence has a logarithm
MIN_AUDIBLE_SHARE: Final = 0.05  # of a segment: with less nothing was said
MAX_REPEATS: Final = 3  # "no, no, no" is speech; more is a loop
MAX_LOOP_WORDS: Final = 12  # length of the phrase that a loop repeats

Loudness = npt.NDArray[np.float32]
"""dB of full scale per WINDOW_S of sound."""


@dataclass(frozen=True, slots=True)
class FilteredTranscript:
    """The segments that are left, and how many were dropped or shortened, by reason."""

    segments: tuple[Segment, ...]
    over_silence: int
    in_loops: int


def drop_hallucinations(segments: Sequence[Segment], loudness: Loudness) -> FilteredTranscript:
    """A transcript without segments over silence and without loops.

    Args:
        segments: In order, as recognised.
        loudness: Of the same sound, from `measure_loudness`.
    """
    silence_dbfs = silence_threshold(loudness)
    audible = [segment for segment in segments if is_audible(segment, loudness, silence_dbfs)]
    collapsed = [_collapse_loops(segment) for segment in audible]
    kept = list(_drop_repeated_segments(collapsed))
    shortened = sum(before is not after for before, after in zip(audible, collapsed, strict=True))
    return FilteredTranscript(
        segments=tuple(kept),
        over_silence=len(segments) - len(audible),
        in_loops=shortened + len(collapsed) - len(kept),
    )


def measure_loudness(audio: Path) -> Loudness:
    """Loudness of each window of a file, in dB of full scale; the last window may be shorter."""
    size = round(SAMPLE_RATE * WINDOW_S)
    loudness: list[float] = []
    rest = np.zeros(0, np.int16)
    for block in iter_pcm(audio):
        rest = np.concatenate([rest, np.frombuffer(block, np.int16)])
        whole = len(rest) // size * size
        loudness.extend(_dbfs(rest[:whole].reshape(-1, size)))
        rest = rest[whole:]
    if len(rest):
        loudness.extend(_dbfs(rest.reshape(1, -1)))
    return np.array(loudness, np.float32)


def _dbfs(windows: npt.NDArray[np.int16]) -> list[float]:
    """Loudness of each row of samples."""
    power = np.square(windows.astype(np.float64) / FULL_SCALE).mean(axis=1)
    loudness: list[float] = (10 * np.log10(np.maximum(power, MIN_POWER))).tolist()
    return loudness


def silence_threshold(loudness: Loudness) -> float:
    """The loudness up to which this recording counts as silent, in dB of full scale."""
    if not len(loudness):
        return SILENCE_DBFS
    return min(SILENCE_DBFS, float(np.quantile(loudness, LOUD_QUANTILE)) - SILENCE_BELOW_LEVEL_DB)


def is_audible(segment: Segment, loudness: Loudness, silence_dbfs: float = SILENCE_DBFS) -> bool:
    """Whether the sound under a segment is louder than silence for more than a moment."""
    first, last = int(segment.start_s / WINDOW_S), int(np.ceil(segment.end_s / WINDOW_S))
    windows = loudness[first : max(last, first + 1)]
    return len(windows) > 0 and float((windows > silence_dbfs).mean()) >= MIN_AUDIBLE_SHARE


def _collapse_loops(segment: Segment) -> Segment:
    """A segment with each loop cut down to its first round; the same object where there is none."""
    words = tuple(_without_loops(segment.words))
    if len(words) == len(segment.words):
        return segment
    return replace(subsegment(segment, words), start_s=segment.start_s)


def _without_loops(words: Sequence[Word]) -> Iterator[Word]:
    keys = [_comparison_key(word.text) for word in words]
    position = 0
    while position < len(words):
        length, repeats = _loop_at(keys, position)
        yield from words[position : position + length]
        position += length * repeats


def _loop_at(keys: Sequence[str], position: int) -> tuple[int, int]:
    """Length in words and repeats of the shortest phrase that loops from a position on; (1, 1) where none does."""
    for length in range(1, min(MAX_LOOP_WORDS, (len(keys) - position) // 2) + 1):
        repeats = _count_repeats(keys, position, length)
        if repeats > MAX_REPEATS:
            return length, repeats
    return 1, 1


def _count_repeats(keys: Sequence[str], position: int, length: int) -> int:
    """How often the phrase of `length` words stands in a row from a position on."""
    phrase = keys[position : position + length]
    repeats = 1
    while keys[position + repeats * length : position + (repeats + 1) * length] == phrase:
        repeats += 1
    return repeats


def _drop_repeated_segments(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Segments without those whose text the ones before them have repeated too often already."""
    previous, repeats = "", 0
    for segment in segments:
        key = _comparison_key(segment.text)
        repeats = repeats + 1 if key == previous else 1
        previous = key
        if repeats <= MAX_REPEATS:
            yield segment


def _comparison_key(text: str) -> str:
    """Letters and digits alone, in one case."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
