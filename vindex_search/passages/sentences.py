"""Transcript -> sentences: words cut at punctuation, at pauses and where the speaker changes. Pure.

segments    [So the tide rises. And] [falls twice a day]      [Why?]
speakers     Ann                      Ann                      Ben
sentences   [So the tide rises.][And  falls twice a day]      [Why?]
                               ^ full stop              ^ silence, and another speaker
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from vindex_search.common.text import SENTENCE_END
from vindex_search.passages.segments import Segment, Word, spread_words

MAX_SENTENCE_S: Final = 45.0  # a sentence that runs on is cut here
MAX_PIECE_S: Final = 12.0  # a text without punctuation is cut here: nobody knows its sentences, and most are shorter
PAUSE_S: Final = 0.7  # ends a sentence in a text without punctuation
SILENCE_S: Final = 2.0  # ends a sentence in any text: a speaker draws breath in less
MAX_SENTENCE_WORDS: Final = 60  # a text with fewer sentence ends than one in so many words is not punctuated
UNSPACED_LANGUAGES: Final = frozenset({"ja", "zh", "th", "lo", "my", "km"})  # written without spaces between words


@dataclass(frozen=True, slots=True)
class Sentence:
    """Consecutive words of one speaker, with the times of the first and the last."""

    start_s: float
    end_s: float
    text: str
    speaker: str | None
    language: str | None
    words: tuple[Word, ...]


class _Limits(NamedTuple):
    """What ends a sentence beside punctuation and speakers: its length, and a pause, in seconds."""

    length_s: float
    pause_s: float


PUNCTUATED: Final = _Limits(MAX_SENTENCE_S, SILENCE_S)
UNPUNCTUATED: Final = _Limits(MAX_PIECE_S, PAUSE_S)


@dataclass(frozen=True, slots=True)
class _PlacedWord:
    """A word and the segment it is from."""

    word: Word
    segment: Segment


def split_sentences(segments: Sequence[Segment]) -> Iterator[Sentence]:
    """The words of all segments as sentences; a sentence may run over several segments of one speaker.

    Args:
        segments: In order. One without word times has its words spread over its time by their lengths.
    """
    limits = PUNCTUATED if _is_punctuated(segments) else UNPUNCTUATED
    pending: list[_PlacedWord] = []
    for following in _placed_words(segments):
        if pending and _ends_before(pending, following, limits):
            yield _sentence(pending)
            pending = []
        pending.append(following)
    if pending:
        yield _sentence(pending)


def _placed_words(segments: Iterable[Segment]) -> Iterator[_PlacedWord]:
    for segment in segments:
        for word in segment.words or spread_words(segment):
            yield _PlacedWord(word, segment)


def _is_punctuated(segments: Iterable[Segment]) -> bool:
    words = [text for segment in segments for text in segment.text.split()]
    return sum(bool(SENTENCE_END.search(text)) for text in words) * MAX_SENTENCE_WORDS >= len(words)


def _ends_before(pending: Sequence[_PlacedWord], following: _PlacedWord, limits: _Limits) -> bool:
    """Whether the sentence so far ends before the following word."""
    first, last = pending[0], pending[-1]
    return (
        bool(SENTENCE_END.search(last.word.text))
        or following.word.end_s - first.word.start_s > limits.length_s
        or following.segment.speaker != first.segment.speaker
        or _pause_s(last, following) > limits.pause_s
    )


def _pause_s(last: _PlacedWord, following: _PlacedWord) -> float:
    """Seconds of silence between two words; none within a segment where the times of either are estimated."""
    is_estimated = last.word.score is None or following.word.score is None
    if is_estimated and last.segment is following.segment:
        return 0.0
    return following.word.start_s - last.word.end_s


def _sentence(placed: Sequence[_PlacedWord]) -> Sentence:
    segment = placed[0].segment
    return sentence_of([each.word for each in placed], segment.speaker, segment.language)


def sentence_of(words: Sequence[Word], speaker: str | None, language: str | None) -> Sentence:
    """Some words in a row, at least one, as a sentence."""
    separator = "" if language in UNSPACED_LANGUAGES else " "
    return Sentence(
        start_s=words[0].start_s,
        end_s=max(word.end_s for word in words),
        text=separator.join(word.text for word in words),
        speaker=speaker,
        language=language,
        words=tuple(words),
    )
