"""Known-item queries: sentences of a set, each asked for by the rarest of its own words."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import polars as pl

from benchmarks.retrieval.lectures import Lecture
from benchmarks.retrieval.sets.questions import Question

KEYWORDS_PER_QUERY: Final = 4
MIN_WORDS: Final = 8  # of a sentence that is queried by its keywords
SENTENCE_S: Final = (3.0, 20.0)
SEED: Final = 7


class Said(NamedTuple):
    """A sentence of a video, with its times in seconds."""

    video_id: str
    start_s: float
    end_s: float
    text: str


def keyword_questions(lectures: Mapping[str, Lecture], count: int) -> list[Question]:
    """Random sentences of lectures, each queried by the rarest of its own words in their order."""
    return questions_about(
        (
            Said(lecture.video_id, sentence.start_s, sentence.end_s, sentence.text)
            for lecture in lectures.values()
            for passage in lecture.passages
            for sentence in passage.sentences
        ),
        count,
    )


def said_in(points: Iterable[pl.DataFrame]) -> Iterator[Said]:
    """The sentences of the points of videos; one that two passages share comes twice, as in `keyword_questions`."""
    for table in points:
        for video, text, sentences in table.select("video_id", "text", "sentences").iter_rows():
            ends = [*(sentence["at"] - 1 for sentence in sentences[1:]), len(text)]  # a space is between two
            for sentence, end in zip(sentences, ends, strict=True):
                yield Said(video, sentence["start_s"], sentence["end_s"], text[sentence["at"] : end])


def questions_about(sentences: Iterable[Said], count: int) -> list[Question]:
    """As `keyword_questions`, of any sentences."""
    said = list(sentences)
    rarity = Counter(word for one in said for word in set(_words(one.text.lower())))
    fit = [one for one in {(one.video_id, one.start_s): one for one in said}.values() if _is_fit(one)]
    chosen = random.Random(SEED).sample(fit, min(count, len(fit)))
    return [Question(_keywords(one.text, rarity), one.video_id, one.start_s, one.end_s) for one in chosen]


def _is_fit(one: Said) -> bool:
    shortest, longest = SENTENCE_S
    return shortest <= one.end_s - one.start_s <= longest and len(one.text.split()) >= MIN_WORDS


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_][^\W\d_'-]+", text)


def _keywords(text: str, rarity: Mapping[str, int]) -> str:
    words = list(dict.fromkeys(_words(text)))
    rare = sorted(words, key=lambda word: rarity.get(word.lower(), 0))[:KEYWORDS_PER_QUERY]
    return " ".join(word for word in words if word in rare)
