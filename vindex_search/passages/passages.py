"""Transcript -> passages, the units of text that are embedded and searched. Pure.

A passage holds whole sentences and lasts 15 to 45 s. It begins with the last sentence of the passage before it, and
ends where another speaker takes over:

    seconds      0        8        16       24       32       40       48   52
    sentences    |---1----|---2----|---3----|---4----|---5----|---6----|-7--|  Ben: ...
    passages     [1        2]                                                  full: 16 s are at least 15 s
                          [2        3]                                         overlap of one sentence
                                   [3        4]
                                            [4        5]
                                                     [5        6]
                                                              [6        7]     12 s would be too short: it begins
                                                     [5        6        7]     earlier, and replaces [5 6]

The last passage of a speaker's turn is drawn out backwards instead of being short; where that makes it hold the whole
of the passage before it, that one is dropped.

Where two passages of a turn share no sentence, or an interjection alone, the text of the later one begins with the last
words before the cut, so that a phrase that is said across it is in one of them. Phrases are looked for in it, and words
are marked; vectors and times are those of the passage's own sentences: with them, fewer subjects were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Final

from vindex_search.passages.segments import Segment, Word
from vindex_search.passages.sentences import MAX_SENTENCE_S, Sentence, sentence_of, split_sentences

MIN_PASSAGE_S: Final = 15.0  # less is too little to embed: single sentences of talk say "it" and "that"
MAX_PASSAGE_S: Final = MAX_SENTENCE_S  # more, and one vector has to stand for several thoughts
MIN_SHARED_WORDS: Final = 4  # fewer are an interjection: phrases of five words run over it
TAIL_WORDS: Final = 8  # before a cut, repeated after it: as many as people remember of what was said
MAX_GAP_S: Final = 5.0  # no phrase runs over a longer silence
SPEAKER_CHANGE_S: Final = 2.0  # another speaker for longer than this is a change; shorter is an interjection
SEPARATOR: Final = " "  # between the sentences of a passage


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences.

    Attributes:
        row_key: Identifies it within its video.
        start_s: Where its own sentences begin.
        end_s: Where they end.
        text: The words before the cut that it repeats, and its own sentences.
        own_text: Its own sentences.
        language: Of the first one.
        speaker: Of the first one.
        sentences: Those of `text`.
    """

    row_key: str
    start_s: float
    end_s: float
    text: str
    own_text: str
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
    sources = (list(_group_sentences(list(split_sentences(source)))) for source in _by_source(segments))
    groups = ((tail, group) for of_source in sources for tail, group in _with_tails(of_source))
    return [_passage(number, tail, group) for number, (tail, group) in enumerate(groups)]


def _by_source(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    for source in dict.fromkeys(segment.source for segment in segments):
        yield [segment for segment in segments if segment.source == source]


def _group_sentences(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences grouped into passages. The last full group is held back, for the end of the turn may replace it."""
    full: list[Sentence] = []
    current: list[Sentence] = []
    for index, sentence in enumerate(sentences):
        if current and _is_speaker_change(sentences, index, current[0].speaker):
            yield from _end_turn(full, current)
            full, current = [], []
        elif current and _is_full(current, sentence):
            if full:
                yield full
            full, current = current, _overlap(current, sentence)
        current.append(sentence)
    yield from _end_turn(full, current)


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
    """What the next passage repeats: the last sentence, if it is short, of the same speaker, and leaves room.

    A sentence that fills a passage by itself is long, so no passage is repeated whole.
    """
    last = full[-1]
    is_long = last.end_s - last.start_s >= MIN_PASSAGE_S
    leaves_room = following.end_s - last.start_s <= MAX_PASSAGE_S
    return [last] if leaves_room and not is_long and last.speaker == following.speaker else []


def _end_turn(full: list[Sentence], current: list[Sentence]) -> Iterator[list[Sentence]]:
    """The last two groups of a turn, the last one drawn out backwards into the one before it where it is short."""
    if not full or full[0].speaker != current[0].speaker:
        yield from (group for group in (full, current) if group)
        return
    overlap = 1 if current[0] is full[-1] else 0
    turn = [*full, *current[overlap:]]
    last = turn[_start_of_last(turn, len(turn) - len(current)) :]
    if len(last) < len(turn):
        yield full
    yield last


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


def _with_tails(groups: Iterable[Sequence[Sentence]]) -> Iterator[tuple[list[Sentence], Sequence[Sentence]]]:
    """The groups of a source, each after the words that it repeats."""
    said: list[Sentence] = []
    for group in groups:
        shared = sum(any(sentence is other for other in said[-len(group) :]) for sentence in group)
        end = len(said) - shared
        yield _tail(said[max(0, end - TAIL_WORDS) : end], group, shared), group
        said.extend(group[shared:])


def _tail(rest: Sequence[Sentence], group: Sequence[Sentence], shared: int) -> list[Sentence]:
    """The last words before a group, of the same speaker, where it shares too few with the groups before it.

    Args:
        rest: What is said before the group, its last sentences.
        group: The sentences of a passage.
        shared: How many of them, from the first on, are in the passage before it.
    """
    missing = MIN_SHARED_WORDS - sum(len(sentence.words) for sentence in group[:shared])
    return _last_words(rest, group[0], missing) if missing > 0 else []


def _last_words(rest: Sequence[Sentence], following: Sentence, missing: int) -> list[Sentence]:
    """The end of the last sentence before a cut, with as many before it as hold the words that are missing, as one.

    At most TAIL_WORDS words. Neither another speaker nor a silence lies between them and the sentence after the cut.
    """
    words: list[Word] = []
    for sentence in reversed(rest):
        is_near = following.start_s - sentence.end_s <= MAX_GAP_S
        if len(words) >= missing or sentence.speaker != following.speaker or not is_near:
            break
        words = [*sentence.words, *words]
        following = sentence
    return [sentence_of(words[-TAIL_WORDS:], following.speaker, following.language)] if words else []


def _end_s(sentences: Iterable[Sentence]) -> float:
    return max(sentence.end_s for sentence in sentences)


def _passage(number: int, tail: Sequence[Sentence], group: Sequence[Sentence]) -> Passage:
    return Passage(
        row_key=f"{number:05}",
        start_s=group[0].start_s,
        end_s=_end_s(group),
        text=SEPARATOR.join(sentence.text for sentence in (*tail, *group)),
        own_text=SEPARATOR.join(sentence.text for sentence in group),
        language=group[0].language,
        speaker=group[0].speaker,
        sentences=(*tail, *group),
    )
