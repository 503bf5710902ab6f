"""Keeps the suggestions of a library up to date in a thread, and answers from the last ones made."""

from __future__ import annotations

import sqlite3
import time
from typing import Final

from vindex_search.common.shared_values.polling import PollingThread
from vindex_search.storage.published.listing import PublishedListing, PublishedVideos
from vindex_search.suggest.entries import Suggestion
from vindex_search.suggest.items import Workspaces
from vindex_search.suggest.phrases.phrase_store import PhraseStore
from vindex_search.suggest.phrases.text_follower import TextFollower, is_damaged
from vindex_search.suggest.suggestion_index import SuggestionIndex
from vindex_search.suggest.titles import entries_of_videos
from vindex_search.videos.cache import VideoCache
from vindex_search.videos.video import Video

POLL_INTERVAL_S: Final = 1.0
PAUSE_FACTOR: Final = 20  # times that making the suggestions took, until they are made again


class Suggester(PollingThread):
    """The suggestions of what is published: those of titles and tags at once, all others when the texts are read.

    Args:
        listing: What is published.
        videos: The videos, by whose names they are suggested.
        texts: Reads the texts of what is published.
        phrases: Where they are kept.
    """

    def __init__(
        self, listing: PublishedListing, videos: VideoCache, texts: TextFollower, phrases: PhraseStore
    ) -> None:
        super().__init__("suggestions", interval_s=POLL_INTERVAL_S, immediate=True)
        self._listing, self._videos, self._texts, self._phrases = listing, videos, texts, phrases
        self._index = SuggestionIndex()
        self._indexed: PublishedVideos = {}
        self._texts_changed = True  # since the index was made
        self._next_index_at = 0.0  # time.monotonic()

    def suggest(self, typed: str, workspaces: Workspaces, limit: int) -> list[Suggestion]:
        """The best suggestions for what was typed.

        Args:
            typed: What was typed so far.
            workspaces: Those that the caller can see; empty: all.
            limit: Maximum number of suggestions.
        """
        return self._index.suggest(typed, workspaces, limit)

    def stop(self) -> None:
        """Stop the thread, and close the file of the phrases."""
        super().stop()
        self._phrases.close()

    def _poll(self) -> None:
        published = self._listing.current()
        if not len(self._index):
            self._index = SuggestionIndex(entries_of_videos(self._published_videos(published)))
        try:
            until = time.monotonic() + POLL_INTERVAL_S
            self._texts_changed |= self._texts.follow(published, until=until, wait=self._wait)
            if (self._texts_changed or published != self._indexed) and time.monotonic() >= self._next_index_at:
                self._make_index(published)
        except sqlite3.DatabaseError as problem:
            if is_damaged(problem):
                self._texts.start_again()
            raise

    def _make_index(self, published: PublishedVideos) -> None:
        began = time.monotonic()
        names = entries_of_videos(self._published_videos(published), self._phrases.chapters())
        self._index = SuggestionIndex([*names, *self._phrases.frequent()])
        self._indexed, self._texts_changed = published, False
        ended = time.monotonic()
        self._next_index_at = ended + PAUSE_FACTOR * (ended - began)

    def _published_videos(self, published: PublishedVideos) -> list[Video]:
        return [video for video_id in published if (video := self._videos.get(video_id))]

    def _describe(self, error: Exception) -> str:
        return f"the suggestions are not up to date, trying again: {error}"
