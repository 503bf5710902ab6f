"""Transcript -> passages for search: whole sentences, long enough to mean something, short enough to jump to.

Pure. A passage holds whole sentences (by punctuation, or by pauses where there is none), begins with the last
sentence of the one before, and ends where the speaker changes for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Final

from vindex_assets.speech.segments import Segment, Word, spread_words
from vindex_search.common.text import SENTENCE_END

MIN_PASSAGE_S: Final = 15.0  # below, a passage is too little to embed: single sentences of talk say "it" and "that"
MAX_PASSAGE_S: Final = 45.0  # above, one vector has to stand for several thoughts
PAUSE_S: Final = 0.7  # a pause that ends a sentence where nobody punctuates
SILENCE_S: Final = 2.0  # a pause that ends a sentence whatever its punctuation: a speaker draws breath in less
SPEAKER_CHANGE_S: Final = 2.0  # another speaker for longer than this is another passage
LONGEST_SENTENCE: Final = 60  # words; with fewer ends of sentences than one in so many, a text is not punctuated
BETWEEN: Final = " "  # sentences of a passage
UNSPACED: Final = frozenset({"ja", "zh", "th", "lo", "my", "km"})  # languages written without spaces between words


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words that belong together, with the times of the first and the last."""

    start_s: float
    end_s: float
    text: str
    speaker: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of sentences; `row_key` names it within its video."""

    row_key: str
    start_s: float
    end_s: float
    text: str
    language: str | None
    speaker: str | None
    sentences: tuple[Sentence, ...]

    @property
    def sentence_offsets(self) -> list[dict[str, float]]:
        """Per sentence the character of `text` that it begins at, and its times."""
        lengths = [len(sentence.text) + len(BETWEEN) for sentence in self.sentences]
        begins = accumulate(lengths, initial=0)
        return [
            {"at": at, "start_s": sentence.start_s, "end_s": sentence.end_s}
            for at, sentence in zip(begins, self.sentences, strict=False)
        ]


def split_passages(segments: Sequence[Segment]) -> list[Passage]:
    """The passages of a transcript, in order; where it has several sources, those of one after those of the other.

    Args:
        segments: In order; segments without word times are taken as their letters are spread over time.
    """
    sources = dict.fromkeys(segment.source for segment in segments)
    told = ([segment for segment in segments if segment.source == source] for source in sources)
    runs = (run for one in told for run in _runs(list(split_sentences(one))))
    return [_passage(number, run) for number, run in enumerate(runs)]


def split_sentences(segments: Sequence[Segment]) -> Iterator[Sentence]:
    """Words of all segments cut into sentences; a sentence may run over several segments of one speaker."""
    pause_s = SILENCE_S if _is_punctuated(segments) else PAUSE_S
    pending: list[Word] = []
    owner = before = None
    for segment in segments:
        for word in segment.words or spread_words(segment):
            pause = _pause(pending[-1], word, within=before is segment) if pending else 0.0
            if owner and (_ends(pending, word) or pause > pause_s or owner.speaker != segment.speaker):
                yield _sentence(pending, owner)
                pending, owner = [], None
            owner, before = owner or segment, segment
            pending.append(word)
    if owner:
        yield _sentence(pending, owner)


def _is_punctuated(segments: Iterable[Segment]) -> bool:
    words = [text for segment in segments for text in segment.text.split()]
    return sum(bool(SENTENCE_END.search(text)) for text in words) * LONGEST_SENTENCE >= len(words)


def _ends(pending: Sequence[Word], following: Word) -> bool:
    """Whether a sentence ends before a word: at punctuation, or because it has grown too long."""
    return bool(SENTENCE_END.search(pending[-1].text)) or following.end_s - pending[0].start_s > MAX_PASSAGE_S


def _pause(last: Word, following: Word, *, within: bool) -> float:
    """Seconds of silence between two words; none within a segment where the times of either are a guess."""
    guessed = last.score is None or following.score is None
    return 0.0 if within and guessed else following.start_s - last.end_s


def _sentence(words: Sequence[Word], owner: Segment) -> Sentence:
    text = ("" if owner.language in UNSPACED else " ").join(word.text for word in words)
    return Sentence(words[0].start_s, max(word.end_s for word in words), text, owner.speaker, owner.language)


def _runs(found: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences grouped into passages; a passage that follows a full one begins with the last sentence of that one."""
    full: list[Sentence] = []
    run: list[Sentence] = []
    for place, sentence in enumerate(found):
        if run and _is_break(found, place, run[0].speaker):
            yield from _closed(full, run)
            full, run = [], []
        elif run and _is_full(run, sentence):
            yield from [full] if full else []
            full, run = run, _overlap(run, sentence)
        run.append(sentence)
    yield from _closed(full, run)


def _closed(full: list[Sentence], run: list[Sentence]) -> Iterator[list[Sentence]]:
    """The last two passages of a turn; a short last one begins earlier, within the one before it."""
    if not full or full[0].speaker != run[0].speaker:
        yield from (one for one in (full, run) if one)
        return
    turn = [*full, *(run[1:] if run[0] is full[-1] else run)]
    last = turn[_start_of_last(turn, len(turn) - len(run)) :]
    if len(last) < len(turn):
        yield full
    yield last


def _start_of_last(turn: Sequence[Sentence], start: int) -> int:
    """Place of the sentence that the last passage of a turn begins with: the nearest that makes it long enough."""
    for at in range(start, -1, -1):
        lasts_s = turn[-1].end_s - turn[at].start_s
        if turn[at].speaker == turn[start].speaker and lasts_s <= MAX_PASSAGE_S:
            start = at
            if lasts_s >= MIN_PASSAGE_S:
                break
    return start


def _is_full(run: Sequence[Sentence], following: Sentence) -> bool:
    """Whether a passage is long enough as it is, or would be too long with the next sentence."""
    return run[-1].end_s - run[0].start_s >= MIN_PASSAGE_S or following.end_s - run[0].start_s > MAX_PASSAGE_S


def _overlap(run: Sequence[Sentence], following: Sentence) -> list[Sentence]:
    """The last sentence again, unless it is long, another's, or would make the next passage too long.

    A passage of one sentence is full because that is long: it is never said twice whole.
    """
    last = run[-1]
    long = last.end_s - last.start_s >= MIN_PASSAGE_S or following.end_s - last.start_s > MAX_PASSAGE_S
    return [] if long or last.speaker != following.speaker else [last]


def _is_break(found: Sequence[Sentence], place: int, speaker: str | None) -> bool:
    """Whether a speaker other than the passage's begins here and speaks for longer than an interjection."""
    here = found[place]
    if here.speaker == speaker:
        return False
    rest = (found[at] for at in range(place, len(found)))
    turn = takewhile(lambda sentence: sentence.speaker == here.speaker, rest)
    return max(sentence.end_s for sentence in turn) - here.start_s > SPEAKER_CHANGE_S


def _passage(number: int, run: Sequence[Sentence]) -> Passage:
    return Passage(
        row_key=f"{number:05}",
        start_s=run[0].start_s,
        end_s=max(sentence.end_s for sentence in run),
        text=BETWEEN.join(sentence.text for sentence in run),
        language=run[0].language,
        speaker=run[0].speaker,
        sentences=tuple(run),
    )
