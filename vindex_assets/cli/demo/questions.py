"""The questions of the demo: fixed ones for the samples, quotations for a folder of the user's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vindex_search.contract.artefacts import TEXT_EMBEDDINGS
from vindex_search.storage.store import Store

MAX_QUESTIONS: Final = 3
WORDS_PER_QUESTION: Final = 8
SAMPLE_QUESTIONS: Final = (
    "why does the sea rise twice a day",
    "how hot should the oven be for the loaf",
    "how is the lock chamber filled",
)


def library_questions(store: Store) -> tuple[str, ...]:
    """Up to three questions for a library: the first words of passages and on-screen texts, of different videos first.

    Texts of fewer than half of WORDS_PER_QUESTION words are skipped.
    """
    questions: list[str] = []
    for text in _candidate_texts(store):
        words = text.split()[:WORDS_PER_QUESTION]
        if len(words) >= WORDS_PER_QUESTION // 2:
            questions.append(" ".join(words))
        if len(questions) == MAX_QUESTIONS:
            break
    return tuple(questions)


def _candidate_texts(store: Store) -> Iterator[str]:
    """The middle text of each video, then its first ones, so that a single video gives three questions too."""
    videos = [texts for video_id in store.video_ids() if (texts := _video_texts(store, video_id))]
    yield from (texts[len(texts) // 2] for texts in videos)
    yield from (text for texts in videos for text in texts[:MAX_QUESTIONS])


def _video_texts(store: Store, video_id: str) -> list[str]:
    try:
        table = store.read_table(video_id, TEXT_EMBEDDINGS, columns=["text"])
    except FileNotFoundError:
        return []
    return table["text"].to_list()
