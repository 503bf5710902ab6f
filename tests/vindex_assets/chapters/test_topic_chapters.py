"""Chapters by topic, of passages."""

from __future__ import annotations

import numpy as np

from vindex_assets.chapters.topic_chapters import SpokenPassages, topic_chapters


def passages(*about: str, each_s: float = 30.0) -> SpokenPassages:
    """A passage on each subject, in order, which says its word twice."""
    names = sorted(set(about))
    vectors = np.eye(len(names))[[names.index(one) for one in about]]
    return SpokenPassages([each_s * n for n in range(len(about))], [f"{one} {one}" for one in about], vectors)


def test_each_subject_is_a_chapter_of_the_whole_film() -> None:
    said = passages(*["dough"] * 9, *["ocean"] * 9)

    chapters = topic_chapters(said, 540.0, lambda _word: False)

    assert [(one.title, one.start_s, one.end_s) for one in chapters] == [("Dough", 0, 270), ("Ocean", 270, 540)]


def test_a_short_film_has_none() -> None:
    assert topic_chapters(passages("dough", "dough", "ocean", "ocean"), 120.0, lambda _word: False) == ()


def test_a_silent_film_has_none() -> None:
    assert topic_chapters(SpokenPassages([], [], np.zeros((0, 4))), 900.0, lambda _word: False) == ()


def test_passages_are_thinned_out_with_their_texts() -> None:
    thin = passages("a", "b", "c").every(2)

    assert (thin.starts_s, list(thin.texts), len(thin.vectors)) == ([0.0, 60.0], ["a a b b", "c c"], 2)
