"""One collection, opened: the store as its model set sees it, its index, and the models that ask it."""

from __future__ import annotations

from typing import Final

from vindex_search.common.observer import NULL_OBSERVER, Observer
from vindex_search.common.polling import PolledValue
from vindex_search.index import factory
from vindex_search.index.base import Index
from vindex_search.index.follower import IndexFollower, catch_up, difference
from vindex_search.index.hnsw_build import HnswBuild, should_build_graph
from vindex_search.index.shards import active_shard
from vindex_search.models.active_set import collection_name, open_store
from vindex_search.models.catalogue import ModelSet
from vindex_search.models.encoders import Encoders, open_encoders
from vindex_search.query.image_lookup import FrameHashIndex
from vindex_search.query.retriever import Retriever
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.calibration.store import read_distribution
from vindex_search.settings import Settings
from vindex_search.storage.published import PublishedListing
from vindex_search.videos.cache import VideoCache

CALIBRATION_POLL_S: Final = 10.0  # a distribution that was measured anew counts after so long
LANGUAGES_POLL_S: Final = 10.0  # a library's first video in a language is searched by its rules after so long


class SearchEngine:
    """The points of one model set: first `open`, then `load`, at the end `close`.

    Args:
        settings: Of the library.
        models: The set.
        observer: Is told how long searches take and how fresh the points are.
    """

    def __init__(self, settings: Settings, models: ModelSet, observer: Observer = NULL_OBSERVER) -> None:
        self._settings = settings
        self.models = models
        self.observer = observer
        self.store = open_store(settings, models)
        self.index: Index | None = None
        self.encoders: Encoders | None = None
        self._published = PublishedListing(self.store)
        self.videos = VideoCache(self.store, self._published)
        self.frame_hashes = FrameHashIndex(self.store, self._published)
        self._calibration = PolledValue("the background", lambda: read_distribution(self.store), interval_s=CALIBRATION_POLL_S)
        self._languages = PolledValue("the languages", self._read_languages, interval_s=LANGUAGES_POLL_S)
        self._follower: IndexFollower | None = None

    @property
    def embedded(self) -> bool:
        """Whether the index lives in this process."""
        return not self._settings.qdrant_url

    @property
    def ready(self) -> bool:
        """Whether models are loaded and the index holds what was published when it was opened."""
        following = self._follower is None or self._follower.ready.is_set()
        return self.encoders is not None and following

    @property
    def problem(self) -> str | None:
        """Why the index does not follow the store at this moment; None where it does."""
        return self._follower.last_error if self._follower else None

    @property
    def retriever(self) -> Retriever:
        """What answers queries; RuntimeError before `load`."""
        if self.index is None or self.encoders is None:
            raise RuntimeError("the service is not open")
        return Retriever(self.index, self.encoders, self._languages.value, self.observer)

    @property
    def calibration(self) -> NullDistribution | None:
        """What questions score that the library does not answer; None until it was measured."""
        return self._calibration.value

    def _read_languages(self) -> tuple[str, ...]:
        return self.index.languages() if self.index else ()

    def open(self) -> Index:
        """Open the index, made where it is missing; returns it."""
        settings, models = self._settings, self.models
        self.index = (factory.embedded_index if self.embedded else factory.open_server_index)(settings, models)
        self.index.ensure()
        return self.index

    def load(self, *, fill: bool) -> None:
        """Load the models.

        Args:
            fill: Bring the embedded index up to date before this returns.

        Raises:
            MissingWeights: a model's weights are not on this machine.
            RuntimeError: the index is not open.
        """
        if self.index is None:
            raise RuntimeError("open() comes first")
        self.encoders = open_encoders(self._settings, self.models)
        if fill and self.embedded:
            catch_up(self.store, self.index)
        self._languages.refresh()

    def follow(self) -> None:
        """Keep the embedded index up to date from a thread of its own until `close`.

        Raises:
            RuntimeError: the index is not open.
        """
        if self.index is None:
            raise RuntimeError("open() comes first")
        if self.embedded:
            self._follower = IndexFollower(
                self.store, self._published, self.index, self.observer, on_change=self._languages.refresh
            )
            self._follower.start()
        for one in (self.videos, self._calibration, self._languages):
            one.start()

    def stale_videos(self) -> tuple[str, ...]:
        """The videos that readers see as they were before: their newest points, or their removal, are not in yet."""
        if self.index is None or not self.embedded:
            return ()
        todo = difference(self._published.refresh(), self.index.generations())
        return todo.apply + todo.remove

    def count(self) -> int:
        """Number of points that the index holds; 0 where it is not open."""
        return self.index.count() if self.index else 0

    def start_graph_build(self) -> HnswBuild | None:
        """Begin to build the graph of the embedded index aside, where it would be worth its while."""
        folder, collection = self._settings.index_dir, collection_name(self.models)
        if not self.embedded or not should_build_graph(self.count(), active_shard(folder, collection)):
            return None
        return HnswBuild(folder, collection, self._settings.store_root, factory.dimensions(self.models))

    def close(self) -> None:
        """Stop following, write out the index and let go of it."""
        for one in (self.videos, self._calibration, self._languages, self._follower):
            if one is not None:
                one.stop()
        if self.index is not None:
            self.index.close()
        self.index = self.encoders = self._follower = None
