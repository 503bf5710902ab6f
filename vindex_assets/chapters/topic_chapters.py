"""Chapters by topic, of the passages of a video and their vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vindex_assets.chapters.topic_titles import IsStopWord, topic_titles
from vindex_assets.chapters.topics import MAX_PASSAGES, expected_chapters, runs_of, topic_starts
from vindex_search.contract.chapters import Chapters, Mark, chapters_of_marks


@dataclass(frozen=True, slots=True)
class SpokenPassages:
    """The passages of a video in order: starts in seconds, texts, and unit vectors of shape (n, dim)."""

    starts_s: Sequence[float]
    texts: Sequence[str]
    vectors: npt.NDArray[np.float64]

    def every(self, step: int) -> SpokenPassages:
        """Each `step`-th of them; the others' texts go to the one before."""
        texts = [" ".join(self.texts[first : first + step]) for first in range(0, len(self.texts), step)]
        return SpokenPassages(self.starts_s[::step], texts, self.vectors[::step])


def topic_chapters(passages: SpokenPassages, duration_s: float, is_stop_word: IsStopWord) -> Chapters:
    """The chapters of a talk by its topics; none where it is too short to be parted, or says too little.

    The first one begins with the film. A part without a word of its own belongs to the one before.
    """
    if len(passages.texts) > MAX_PASSAGES:
        passages = passages.every(-(-len(passages.texts) // MAX_PASSAGES))
    count = expected_chapters(duration_s, len(passages.texts))
    if count < 2:
        return ()
    runs = runs_of(topic_starts(passages.vectors, count), len(passages.texts))
    titles = topic_titles([" ".join(passages.texts[first:end]) for first, end in runs], is_stop_word)
    marks: list[Mark] = [
        (title, passages.starts_s[first]) for title, (first, _) in zip(titles, runs, strict=True) if title
    ]
    if len(marks) < 2:
        return ()
    return chapters_of_marks([(marks[0][0], 0.0), *marks[1:]], duration_s)
