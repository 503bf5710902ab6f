"""Transcript -> passages, the units of text that are embedded and searched. Pure.

A passage holds whole sentences and lasts 15 to 45 s. It ends where another speaker takes over, and begins with the last
sentence of the passage before it, so that what is said across the cut is in one of them:

    seconds      0        8        16       24       32       40       48   52
    sentences    |---1----|---2----|---3----|---4----|---5----|---6----|-7--|  Ben: ...
    passages     [1        2]                                                  full: 16 s are at least 15 s
                          [2        3]                                         overlap of one sentence
                                   [3        4]
                                            [4        5]
                                                     [5        6]
                                                              [6        7]     12 s would be too short: it begins
                                                     [5        6        7]     earlier, and replaces [5 6]

Where that sentence is short, those before it are repeated too, up to eight words; of one that is too long to be
repeated, the last words are.

The last passage of a speaker's turn is drawn out backwards instead of being short; where that makes it hold the whole
of the passage before it, that one is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Final

from vindex_assets.speech.segments import Segment
from vindex_assets.speech.sentences import MAX_SENTENCE_S, Sentence, split_sentences

MIN_PASSAGE_S: Final = 15.0  # less is too little to embed: single sentences of talk say "it" and "that"
MAX_PASSAGE_S: Final = MAX_SENTENCE_S  # more, and one vector has to stand for several thoughts
OVERLAP_WORDS: Final = 8  # that passages share at least: as many as people remember of what was said, and one more
MAX_OVERLAP_S: Final = MIN_PASSAGE_S / 2  # of several sentences: more, and slow talk is indexed twice
SPEAKER_CHANGE_S: Final = 2.0  # another speaker for longer than this is a change; shorter is an interjection
SEPARATOR: Final = " "  # between the sentences of a passage


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences; `row_key` identifies it within its video."""

    row_key: str
    start_s: float
    end_s: float
    text: str
    language: str | None
    speaker: str | None
    sentences: tuple[Sentence, ...]

    @property
    def sentence_offsets(self) -> list[dict[str, float]]:
        """Per sentence its offset in `text`, in characters, and its times."""
        lengths = [len(sentence.text) + len(SEPARATOR) for sentence in self.sentences]
        offsets = accumulate(lengths, initial=0)
        return [
            {"at": offset, "start_s": sentence.start_s, "end_s": sentence.end_s}
            for offset, sentence in zip(offsets, self.sentences, strict=False)
        ]


def split_passages(segments: Sequence[Segment]) -> list[Passage]:
    """The passages of a transcript in order; where it has several sources, one source after the other.

    Args:
        segments: In order. One without word times has its words spread over its time by their lengths.
    """
    groups = (group for source in _by_source(segments) for group in _group_sentences(list(split_sentences(source))))
    return [_passage(number, group) for number, group in enumerate(groups)]


def _by_source(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    for source in dict.fromkeys(segment.source for segment in segments):
        yield [segment for segment in segments if segment.source == source]


def _group_sentences(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences grouped into passages. The last full group is held back, for the end of the turn may replace it."""
    full: list[Sentence] = []
    current: list[Sentence] = []
    repeated = 0  # sentences of `current` that `full` has too, as a whole or in part
    for index, sentence in enumerate(sentences):
        if current and _is_speaker_change(sentences, index, current[0].speaker):
            yield from _end_turn(full, current, repeated)
            full, current, repeated = [], [], 0
        elif current and _is_full(current, sentence):
            if full:
                yield full
            full, current = current, _overlap(current, sentence)
            repeated = len(current)
        current.append(sentence)
    yield from _end_turn(full, current, repeated)


def _is_speaker_change(sentences: Sequence[Sentence], index: int, speaker: str | None) -> bool:
    """Whether a speaker other than the passage's begins here and speaks for longer than an interjection."""
    first = sentences[index]
    if first.speaker == speaker:
        return False
    following = (sentences[place] for place in range(index, len(sentences)))
    turn = takewhile(lambda sentence: sentence.speaker == first.speaker, following)
    return _end_s(turn) - first.start_s > SPEAKER_CHANGE_S


def _is_full(current: Sequence[Sentence], following: Sentence) -> bool:
    """Whether a passage is long enough as it is, or would be too long with the following sentence."""
    start_s = current[0].start_s
    return current[-1].end_s - start_s >= MIN_PASSAGE_S or following.end_s - start_s > MAX_PASSAGE_S


def _overlap(full: Sequence[Sentence], following: Sentence) -> list[Sentence]:
    """What the next passage repeats: the last sentences, of the same speaker, up to OVERLAP_WORDS.

    A sentence is cut to its last words where it fills a passage by itself or leaves no room for the following one, so
    that no passage is repeated whole.
    """
    repeated: list[Sentence] = []
    for sentence in reversed(full):
        missing = OVERLAP_WORDS - sum(len(one.words) for one in repeated)
        if missing <= 0 or sentence.speaker != following.speaker:
            break
        is_long = sentence.end_s - sentence.start_s >= MIN_PASSAGE_S
        leaves_room = following.end_s - sentence.start_s <= MAX_PASSAGE_S
        wanted = sentence if leaves_room and not is_long else sentence.tail(missing)
        if repeated and (wanted is full[0] or repeated[-1].end_s - wanted.start_s > MAX_OVERLAP_S):
            break
        repeated.insert(0, wanted)
    return repeated


def _end_turn(full: list[Sentence], current: list[Sentence], repeated: int) -> Iterator[list[Sentence]]:
    """The last two groups of a turn, the last one drawn out backwards into the one before it where it is short.

    Args:
        full: The group before the last one.
        current: The last one.
        repeated: Number of sentences at its beginning that `full` has too.
    """
    if not full or full[0].speaker != current[0].speaker:
        yield from (group for group in (full, current) if group)
        return
    turn = [*full, *current[repeated:]]
    begin = len(full) - sum(any(one is other for other in full) for one in current[:repeated])  # in `turn`
    is_short = _end_s(current) - current[0].start_s < MIN_PASSAGE_S
    start = _start_of_last(turn, begin) if is_short else begin
    if start > 0:
        yield full
    yield current if start == begin else turn[start:]


def _start_of_last(turn: Sequence[Sentence], start: int) -> int:
    """Index of the sentence that the last passage begins with: the nearest before `start` that makes it long enough."""
    best = start
    for index in range(start, -1, -1):
        duration_s = turn[-1].end_s - turn[index].start_s
        if turn[index].speaker == turn[start].speaker and duration_s <= MAX_PASSAGE_S:
            best = index
            if duration_s >= MIN_PASSAGE_S:
                break
    return best


def _end_s(sentences: Iterable[Sentence]) -> float:
    return max(sentence.end_s for sentence in sentences)


def _passage(number: int, group: Sequence[Sentence]) -> Passage:
    return Passage(
        row_key=f"{number:05}",
        start_s=group[0].start_s,
        end_s=_end_s(group),
        text=SEPARATOR.join(sentence.text for sentence in group),
        language=group[0].language,
        speaker=group[0].speaker,
        sentences=tuple(group),
    )
