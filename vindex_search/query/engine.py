"""The search engine of one model set: its collection, its encoders, and the caches over its store."""

from __future__ import annotations

from typing import Final

from vindex_search.common.shared_values.polling import PolledValue, PollingThread
from vindex_search.common.shared_values.recent_values import RecentValues
from vindex_search.common.telemetry.observer import NULL_OBSERVER, Observer
from vindex_search.corrections.texts import Embed
from vindex_search.index import factory
from vindex_search.index.base import Index
from vindex_search.index.follower import IndexFollower, catch_up, difference
from vindex_search.index.hnsw_build import HnswBuild, should_build_graph
from vindex_search.index.shards import active_shard
from vindex_search.models.active_set import collection_name, open_store
from vindex_search.models.encoders import Encoders, PassageEncoder, open_encoders
from vindex_search.models.model import ModelSet
from vindex_search.models.sparse import SparseEncoder
from vindex_search.query.examples.image_lookup import FrameHashIndex
from vindex_search.query.retriever import Retriever
from vindex_search.ranking.calibration.distribution import NullDistribution
from vindex_search.ranking.calibration.scopes import read_scoped_distribution
from vindex_search.ranking.calibration.store import read_distribution
from vindex_search.settings import Settings
from vindex_search.storage.published.listing import PublishedListing, PublishedVideos
from vindex_search.suggest.phrases.phrase_store import PhraseStore
from vindex_search.suggest.phrases.text_follower import TextFollower
from vindex_search.suggest.suggester import Suggester
from vindex_search.videos.cache import VideoCache
from vindex_search.videos.corrections.follower import CorrectionFollower
from vindex_search.videos.facets.library import LibraryFacets
from vindex_search.videos.facets.places import PlaceMemory

CALIBRATION_POLL_S: Final = 10.0
LANGUAGES_POLL_S: Final = 10.0  # the delay until queries are tokenized by the rules of a library's new language
# Combinations of workspaces of which they are kept; a calibration takes some 1 MB.
LANGUAGES_KEPT: Final = 1024
CALIBRATIONS_KEPT: Final = 128

Workspaces = tuple[str, ...]  # that a search covers; empty: all of the library


class SearchEngine:
    """Searches the points of one model set. Call `open`, then `load`; `follow` keeps it in sync; `close` at the end.

    Args:
        settings: Of the library.
        models: The model set.
        observer: Receives the timings of searches and of the index follower.

    Attributes:
        index: The collection; None until `open`.
        encoders: The query encoders; None until `load`.
        videos: The library's videos.
        facets: Counts of them.
        frame_hashes: The perceptual hashes of the library's kept frames.
        suggester: The suggestions as one types.
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
        self.facets = LibraryFacets(self.videos, PlaceMemory(self.store, self._published))
        self.frame_hashes = FrameHashIndex(self.store, self._published)
        self.suggester = self._new_suggester()
        self._calibration = PolledValue(
            "the calibration", lambda: read_distribution(self.store), interval_s=CALIBRATION_POLL_S
        )
        self._languages = PolledValue("the languages", self._read_languages, interval_s=LANGUAGES_POLL_S)
        self._scoped_calibration = RecentValues(
            self._read_scoped_calibration, size=CALIBRATIONS_KEPT, max_age_s=CALIBRATION_POLL_S
        )
        self._scoped_languages = RecentValues(self._read_languages, size=LANGUAGES_KEPT, max_age_s=LANGUAGES_POLL_S)
        self._follower: IndexFollower | None = None
        self._corrections = CorrectionFollower(
            self.store, models, self._passage_encoder, lambda: None if self.embedded else self.index
        )

    def _passage_encoder(self) -> Embed | None:
        text = self.encoders.text if self.encoders else None
        return text.encode_passages if isinstance(text, PassageEncoder) else None

    def _new_suggester(self) -> Suggester:
        phrases = PhraseStore(self._settings.index_dir, collection_name(self.models))
        texts = TextFollower(self.store, phrases, SparseEncoder(self.models.sparse).token_ids)
        return Suggester(self._published, self.videos, texts, phrases)

    @property
    def embedded(self) -> bool:
        """Whether the index is in this process."""
        return not self._settings.qdrant_url

    @property
    def ready(self) -> bool:
        """Whether the encoders are loaded and the index has caught up once."""
        caught_up = self._follower is None or self._follower.ready.is_set()
        return self.encoders is not None and caught_up

    @property
    def follower_error(self) -> str | None:
        """Why the index does not follow the store at this moment; None where it does."""
        return self._follower.last_error if self._follower else None

    def published(self) -> PublishedVideos:
        """What is published, by video id: the same object for as long as nothing changes."""
        return self._published.current()

    def retriever(self, workspaces: Workspaces = ()) -> Retriever:
        """The retriever over the index as it is now, for searches in some workspaces.

        It reads a query by the rules of their languages: those of others would tell that others speak them.

        Raises:
            RuntimeError: before `load`.
        """
        if self.index is None or self.encoders is None:
            raise RuntimeError("the service is not open")
        languages = self._scoped_languages.get(workspaces) if workspaces else self._languages.value
        return Retriever(self.index, self.encoders, languages, self.observer)

    def calibration(self, workspaces: Workspaces = ()) -> NullDistribution | None:
        """The null distribution of the scores of some workspaces; None until it was measured."""
        return self._scoped_calibration.get(workspaces) if workspaces else self._calibration.value

    def _refresh_languages(self) -> None:
        self._languages.refresh()
        self._scoped_languages.clear()

    def _read_languages(self, workspaces: Workspaces = ()) -> tuple[str, ...]:
        return self.index.languages(workspaces) if self.index else ()

    def _read_scoped_calibration(self, workspaces: Workspaces) -> NullDistribution | None:
        return read_scoped_distribution(self.store, workspaces)

    def open(self) -> Index:
        """Open the index, and create it where it is missing."""
        open_index = factory.embedded_index if self.embedded else factory.open_server_index
        self.index = open_index(self._settings, self.models)
        self.index.ensure()
        return self.index

    def load(self, *, fill: bool) -> None:
        """Load the encoders.

        Args:
            fill: Bring an embedded index up to date before returning.

        Raises:
            MissingWeights: the weights of a model are not on this machine.
            RuntimeError: the index is not open.
        """
        index = self._open_index()
        self.encoders = open_encoders(self._settings, self.models)
        if fill and self.embedded:
            catch_up(self.store, index)
        self._refresh_languages()

    def follow(self) -> None:
        """Start the threads that keep the embedded index and the caches up to date, until `close`.

        Raises:
            RuntimeError: the index is not open.
        """
        index = self._open_index()
        if self.embedded:
            self._follower = IndexFollower(
                self.store, self._published, index, self.observer, on_change=self._refresh_languages
            )
        for thread in self._threads():
            thread.start()

    def _open_index(self) -> Index:
        if self.index is None:
            raise RuntimeError("open() comes first")
        return self.index

    def _threads(self) -> list[PollingThread]:
        followers: list[PollingThread] = [self._follower] if self._follower else []
        return [*followers, self._corrections, self.videos, self.suggester, self._calibration, self._languages]

    def stale_videos(self) -> tuple[str, ...]:
        """The videos whose last publication or removal is not in the embedded index yet."""
        if self.index is None or not self.embedded:
            return ()
        pending = difference(self._published.refresh(), self.index.generations())
        return pending.apply + pending.remove

    def count(self) -> int:
        """Number of points in the index; 0 where it is not open."""
        return self.index.count() if self.index else 0

    def start_graph_build(self) -> HnswBuild | None:
        """Start building the embedded index's HNSW graph in another process; None where no build is needed."""
        folder, collection = self._settings.index_dir, collection_name(self.models)
        if not self.embedded or not should_build_graph(self.count(), active_shard(folder, collection)):
            return None
        return HnswBuild(folder, collection, self._settings.store_root, factory.dimensions(self.models))

    def close(self) -> None:
        """Stop all threads, flush the index and release it."""
        for thread in reversed(self._threads()):
            thread.stop()
        if self.index is not None:
            self.index.close()
        self.index = self.encoders = self._follower = None
