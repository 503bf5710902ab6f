"""The three questions of the demo."""

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
    """For somebody's own videos: the opening words of what is said or written in the middle of up to three of them."""
    found: list[str] = []
    for text in _candidate_texts(store):
        words = text.split()[:WORDS_PER_QUESTION]
        if len(words) >= WORDS_PER_QUESTION // 2:
            found.append(" ".join(words))
        if len(found) == MAX_QUESTIONS:
            break
    return tuple(found)


def _candidate_texts(store: Store) -> Iterator[str]:
    """The middle text of each video, then the first ones, so that one video alone gives three questions too."""
    tables = [texts for video_id in store.video_ids() if (texts := _video_texts(store, video_id))]
    yield from (texts[len(texts) // 2] for texts in tables)
    yield from (text for texts in tables for text in texts[:MAX_QUESTIONS])


def _video_texts(store: Store, video_id: str) -> list[str]:
    try:
        table = store.read_table(video_id, TEXT_EMBEDDINGS, columns=["text"])
    except FileNotFoundError:
        return []
    return table["text"].to_list()
