"""Reads the texts of what is published, each generation once, and keeps its phrases and chapters."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from vindex_search.storage.published.listing import PublishedVideos
from vindex_search.storage.store import Store
from vindex_search.suggest.phrases.collocations import Phrase, collocations
from vindex_search.suggest.phrases.phrase_store import PhraseStore
from vindex_search.suggest.phrases.segmentation import TokenIds
from vindex_search.suggest.phrases.video_texts import read_chapters, read_texts

PAUSE_FACTOR: Final = 9  # times that a video took: searches share the processor, and Python's lock, with this
WORDS_KEPT: Final = 16_384  # words of which it is kept whether they are stop words

Wait = Callable[[float], bool]  # waits some seconds; True: the service stops


class TextFollower:
    """The texts of a store as they are published; used by one thread.

    Args:
        store: The store.
        phrases: Where phrases and chapters are kept.
        token_ids: The token ids of a text by the rules of a language.
    """

    def __init__(self, store: Store, phrases: PhraseStore, token_ids: TokenIds) -> None:
        self._store, self._phrases = store, phrases
        self._token_ids = lru_cache(WORDS_KEPT)(token_ids)
        self._read: dict[str, str] | None = None  # per video the fingerprint of the generation that was read

    def follow(self, published: PublishedVideos, *, until: float, wait: Wait) -> bool:
        """Forget what is published no more, and read what is new, for some time; returns whether anything changed.

        Args:
            published: What is published.
            until: When to stop, of `time.monotonic`; the first video is read in any case.
            wait: Waits between two videos.
        """
        read = self._what_was_read()
        gone = [video_id for video_id in read if video_id not in published]
        self._phrases.forget(gone)
        for video_id in gone:
            del read[video_id]
        pending = self.pending(published)
        for video_id in pending:
            began = time.monotonic()
            self._read_video(video_id, published[video_id].generation.fingerprint)
            ended = time.monotonic()
            if wait(min(PAUSE_FACTOR * (ended - began), until - ended)) or time.monotonic() >= until:
                break
        return bool(gone or pending)

    def pending(self, published: PublishedVideos) -> list[str]:
        """The videos whose texts are to be read."""
        read = self._what_was_read()
        return [name for name, mark in published.items() if read.get(name) != mark.generation.fingerprint]

    def start_again(self) -> None:
        """Have every video read again: what was kept is damaged."""
        self._phrases.remove()
        self._read = None

    def _what_was_read(self) -> dict[str, str]:
        if self._read is None:
            self._read = self._phrases.generations()
        return self._read

    def _read_video(self, video_id: str, fingerprint: str) -> None:
        self._phrases.put(video_id, fingerprint, self._collocations(video_id), read_chapters(self._store, video_id))
        self._what_was_read()[video_id] = fingerprint

    def _collocations(self, video_id: str) -> list[Phrase]:
        from polars.exceptions import PolarsError

        try:
            return collocations(read_texts(self._store, video_id), self._token_ids)
        except PolarsError:  # a damaged table: the completeness check finds it and makes it again
            return []


def is_damaged(problem: sqlite3.DatabaseError) -> bool:
    """Whether an error says that the file is no database any more, rather than locked or on a full disk."""
    return not isinstance(problem, sqlite3.OperationalError)
