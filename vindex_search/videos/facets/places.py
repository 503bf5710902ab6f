"""The places of each published video, as filters tell them apart: kept in memory, and read once a generation."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from vindex_search.contract.artefacts import POINTS
from vindex_search.storage.published.listing import PublishedListing
from vindex_search.storage.store import Store
from vindex_search.videos.facets.selection import PlaceKeywords
from vindex_search.videos.video import Video

READERS: Final = 8  # threads; on S3 each table is a request of its own
COLUMNS: Final = ("channel", "language", "speaker")  # of some 10 kB in a table of megabytes
SPOKEN_OR_WRITTEN: Final = frozenset({"speech", "screen"})  # channels of the texts that `words` searches
NONE: Final[frozenset[PlaceKeywords]] = frozenset()


class PlaceMemory:
    """Distinct places of the videos of a store; those of a generation never change, and are read when first asked for.

    Args:
        store: Of one collection.
        listing: Of what it has published.
    """

    def __init__(self, store: Store, listing: PublishedListing) -> None:
        self._store, self._listing = store, listing
        self._known: dict[str, tuple[str, frozenset[PlaceKeywords]]] = {}  # by video id: its generation, its places
        self._reading = threading.Lock()

    def of(self, video: Video) -> Collection[PlaceKeywords]:
        """The places of one video; none where it is not published."""
        return next(self.of_all([video]))[1]

    def of_all(self, videos: Iterable[Video]) -> Iterator[tuple[Video, Collection[PlaceKeywords]]]:
        """Each video with its places."""
        listed, published = list(videos), self._listing.current()
        generations = {
            video.video_id: str(published[video.video_id].generation) for video in listed if video.video_id in published
        }
        self._read_missing(generations)
        known = self._known
        return ((video, known[video.video_id][1] if video.video_id in known else NONE) for video in listed)

    def _read_missing(self, generations: dict[str, str]) -> None:
        """Read the tables of the videos whose generation is not the one that is known."""
        with self._reading:
            missing = [
                name for name, generation in generations.items() if self._known.get(name, ("",))[0] != generation
            ]
            if not missing:
                return
            with ThreadPoolExecutor(READERS) as readers:
                for name, places in zip(missing, readers.map(self._read, missing), strict=True):
                    self._known[name] = generations[name], places
            published = self._listing.current()
            self._known = {name: known for name, known in self._known.items() if name in published}

    def _read(self, video_id: str) -> frozenset[PlaceKeywords]:
        """The places of a video; a text is one of its own channel and one of the words in it."""
        try:
            rows = self._store.read_table(video_id, POINTS, columns=COLUMNS).unique().rows()
        except FileNotFoundError:  # removed meanwhile
            return NONE
        found = {PlaceKeywords(*row) for row in rows}
        return frozenset(
            found | {place._replace(channel="words") for place in found if place.channel in SPOKEN_OR_WRITTEN}
        )
