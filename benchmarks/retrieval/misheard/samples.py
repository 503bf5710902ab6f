"""A part of a set as it was said and as it might be heard, small enough to be encoded once per rate of errors."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import jiwer
import numpy as np

from benchmarks.retrieval.lectures import MODELS, Lecture
from benchmarks.retrieval.misheard.word_errors import WordErrors, words_of
from benchmarks.retrieval.sets.folders import RetrievalSet
from benchmarks.retrieval.sets.questions import Half, questions_of
from vindex_search.models.sparse import SparseEncoder

PASSAGE_S: Final = 13.0  # of a video for each of its passages, roughly: they overlap
MAX_QUESTIONS: Final = 200  # of a sample: they are asked of four libraries
SEED: Final = "misheard"


def sample(of_set: RetrievalSet, half: Half, passages: int) -> RetrievalSet:
    """Some videos of a set, those of the half's questions first, and at most MAX_QUESTIONS about them."""
    chosen = questions_of(of_set.questions, half)
    chance = random.Random(SEED)
    asked = sorted({question.video_id for question in chosen})
    others = sorted(of_set.lectures.keys() - asked)
    order = [*chance.sample(asked, len(asked)), *chance.sample(others, len(others))]
    ends = np.cumsum([of_set.lectures[video].duration_s / PASSAGE_S for video in order])
    lectures = {
        video: of_set.lectures[video] for video, end in zip(order, ends.tolist(), strict=True) if end <= passages
    }
    questions = [one for one in chosen if one.video_id in lectures]
    return RetrievalSet(of_set.name, lectures, chance.sample(questions, min(MAX_QUESTIONS, len(questions))))


def misheard(of_set: RetrievalSet, rate: float) -> dict[str, Lecture]:
    """The videos of a set with word errors."""
    tokens = SparseEncoder(MODELS.sparse)
    said = (text for lecture in of_set.lectures.values() for _, _, text in lecture.cues)
    errors = WordErrors(said, lambda word: tuple(tokens.encode_query(word, ("en",))[0]) or word)
    return {
        video: replace(lecture, cues=errors.mishear(lecture.cues, rate, f"{SEED} {rate} {video}"))
        for video, lecture in of_set.lectures.items()
    }


def word_error_rate(clean: Mapping[str, Lecture], heard: Mapping[str, Lecture]) -> float:
    """Word errors over all videos."""
    said, understood = ([" ".join(_words(one[video])) for video in clean] for one in (clean, heard))
    return jiwer.wer(said, understood)


def _words(lecture: Lecture) -> Iterator[str]:
    return (word for _, _, text in lecture.cues for word in words_of(text))
