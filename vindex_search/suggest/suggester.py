"""Keeps the suggestions of a library up to date in a thread, and answers from the last ones made."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

from vindex_search.common.polling import PollingThread
from vindex_search.contract.generation import PublishedMark
from vindex_search.storage.published_listing import PublishedListing
from vindex_search.suggest.entries import Suggestion
from vindex_search.suggest.items import Workspaces
from vindex_search.suggest.suggestion_index import SuggestionIndex
from vindex_search.suggest.titles import entries_of_videos
from vindex_search.videos.cache import VideoCache

POLL_INTERVAL_S: Final = 1.0
PAUSE_FACTOR: Final = 20  # times that making the suggestions took, until they are made again


class Suggester(PollingThread):
    """The suggestions of what is published.

    Args:
        listing: What is published.
        videos: The videos, by whose names they are suggested.
    """

    def __init__(self, listing: PublishedListing, videos: VideoCache) -> None:
        super().__init__("suggestions", interval_s=POLL_INTERVAL_S, immediate=True)
        self._listing, self._videos = listing, videos
        self._index = SuggestionIndex()
        self._indexed: Mapping[str, PublishedMark] = {}
        self._made_again_at = 0.0  # time.monotonic()

    def suggest(self, typed: str, workspaces: Workspaces, limit: int) -> list[Suggestion]:
        """The best suggestions for what was typed; those of titles and tags alone until the texts are read.

        Args:
            typed: What was typed so far.
            workspaces: Those that the caller can see; empty: all.
            limit: Maximum number of suggestions.
        """
        return self._index.suggest(typed, workspaces, limit)

    def _poll(self) -> None:
        published = self._listing.current()
        if published != self._indexed and time.monotonic() >= self._made_again_at:
            self._make_index(published)

    def _make_index(self, published: Mapping[str, PublishedMark]) -> None:
        began = time.monotonic()
        videos = [video for video_id in published if (video := self._videos.get(video_id))]
        self._index = SuggestionIndex(entries_of_videos(videos))
        self._indexed = published
        ended = time.monotonic()
        self._made_again_at = ended + PAUSE_FACTOR * (ended - began)
