"""One library, opened, for as long as somebody asks it questions.

Both doors use it: the HTTP service for hours, `vindex search` for one question when no service runs.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Final

from vindex_search.answers import SearchAnswer, moment_out
from vindex_search.bucket import open_bucket
from vindex_search.counts import Counts
from vindex_search.current import Current
from vindex_search.index.lock import OwnerLock
from vindex_search.index.shards import drop_others
from vindex_search.live import collection_name, live_set
from vindex_search.metrics import Metrics
from vindex_search.models.catalogue import ModelSet
from vindex_search.moments import find_moments
from vindex_search.opened import Opened
from vindex_search.readings import index_points, models_loaded, videos_by_status
from vindex_search.retrieve import Scope
from vindex_search.settings import Settings
from vindex_search.store import Store
from vindex_search.upkeep import Upkeep
from vindex_search.videos import one_video

STILL_LOADING: Final = "the models are still loading; try again in a few seconds"
CLOSING: Final = "the service is ending; ask another one, or this one again when it is back"


class SearchService:
    """Answers searches over one library.

    First `take_index`, then `load`, at the end `close`. `failed` says why it will never answer; whoever serves it sets
    `closing` when no more requests are wanted: those under way are answered still.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.bucket = open_bucket(settings.uploads_root, endpoint=settings.s3_endpoint)
        self.failed: str | None = None
        self.closing = False
        self.metrics = Metrics()
        self._opened = Current(Opened(settings, live_set(settings), self.metrics))
        self._lock = OwnerLock(settings.index_dir)
        self._upkeep = Upkeep(settings, self._opened)
        counts = Counts(lambda: self.store)
        self.metrics.watch(
            lambda: index_points(self._opened.value.count()), lambda: videos_by_status(counts), models_loaded
        )

    @property
    def models(self) -> ModelSet:
        """The model set that answers now."""
        return self._opened.value.models

    @property
    def store(self) -> Store:
        """The store as that set sees it."""
        return self._opened.value.store

    @property
    def embedded(self) -> bool:
        """Whether the index lives in this process."""
        return self._opened.value.embedded

    @property
    def ready(self) -> bool:
        """Whether models are loaded and the index holds what was published when the service began."""
        return self._opened.value.ready

    @property
    def problem(self) -> str:
        """Why it does not answer, or soon will not, as a sentence for people; where it does this says nothing."""
        if self.closing:
            return CLOSING
        return self.failed or self._opened.value.problem or STILL_LOADING

    def take_index(self, *, url: str | None = None) -> None:
        """Become the owner of the index and open it.

        Args:
            url: Where this process answers, for whoever finds the index taken.

        Raises:
            IndexInUse: another process has the embedded index.
            RuntimeError: the index cannot be opened; the message says which and why.
        """
        if self.embedded:
            self._lock.acquire(url=url)
            drop_others(self.settings.index_dir, collection_name(self.models))
        try:
            self._opened.value.open()
        except Exception as problem:  # both engines raise whatever they like
            self._lock.release()
            where = self.settings.index_dir if self.embedded else self.settings.qdrant_url
            raise RuntimeError(f"the index {where} cannot be opened: {problem}") from problem

    def load(self, *, follow: bool) -> None:
        """Load the models and bring the index up to date.

        Args:
            follow: Keep the embedded index up to date, and change to another model set when the library is switched,
                from threads of their own until `close`.

        Raises:
            MissingWeights: a model's weights are not on this machine.
            RuntimeError: the index was not taken.

        Whatever is raised, `failed` says it too: this service will not answer.
        """
        opened = self._opened.value
        if follow:
            opened.follow()  # first: the index is filled while the models load
        try:
            opened.load(fill=not follow)
        except Exception as problem:
            self.failed = f"the library could not be loaded: {problem}"
            raise
        if follow:
            self._upkeep.start()

    def behind(self) -> int:
        """How many videos readers see as they were before: their newest points, or their removal, are not in yet."""
        with self._opened.use() as opened:
            return opened.behind()

    def close(self) -> None:
        """Stop following, write out the index and let go of it."""
        self._upkeep.stop()
        self._opened.value.close()
        self._lock.release()

    def search(self, query: str, scope: Scope, *, limit: int) -> SearchAnswer:
        """The best moments for a query.

        Raises:
            RuntimeError: the service is not open.
        """
        began = time.perf_counter()
        with self._opened.use() as opened:
            retriever = opened.retriever
            hits = retriever.hits(query, scope)
            with self.metrics.stage("moments"):
                moments = find_moments(hits, limit=limit, matches=partial(retriever.matches, query))
            with self.metrics.stage("answer"):
                highlights = partial(retriever.highlights, query)
                found = [(moment, one_video(opened.store, moment.video_id)) for moment in moments]
                shown = [moment_out(moment, video, query, highlights) for moment, video in found if video]
        self.metrics.searched(len(shown), matched=bool(shown))
        took_ms = round((time.perf_counter() - began) * 1000, 1)
        return SearchAnswer(query=query, took_ms=took_ms, model_set=opened.models.name, moments=shown, next=None)
