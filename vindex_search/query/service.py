"""One library, opened, for as long as somebody asks it questions, and what is read off it when Prometheus asks.

The HTTP service uses it for hours, `vindex search` for one question when no service runs.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Final

from prometheus_client.core import GaugeMetricFamily

from vindex_search.common.metrics import Metrics, labelled_gauge
from vindex_search.common.swappable import Swappable
from vindex_search.contract.ids import workspace_of_video
from vindex_search.contract.records import Status
from vindex_search.index.lock import OwnerLock
from vindex_search.index.shards import remove_other_shards
from vindex_search.index.types import PointFilter
from vindex_search.models.active_set import active_model_set, collection_name
from vindex_search.models.cache import MODEL_CACHE
from vindex_search.models.catalogue import ModelSet
from vindex_search.query.engine import SearchEngine
from vindex_search.query.maintenance import EngineMaintenance
from vindex_search.query.pagination import NONE_SEEN, next_cursor, read_cursor
from vindex_search.query.responses import FoundMoment, RenderOptions, SearchResponse, measure_coverage, render_moment
from vindex_search.query.search import SearchRequest, SearchResult, run_search
from vindex_search.settings import Settings
from vindex_search.storage.bucket import open_bucket
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video

STILL_LOADING: Final = "the models are still loading; try again in a few seconds"
SHUTTING_DOWN: Final = "the service is ending; ask another one, or this one again when it is back"


class SearchService:
    """Answers searches over one library.

    First `take_index`, then `load`, at the end `close`. `failed` says why it will never answer; whoever serves it sets
    `closing` when no more requests are wanted: those under way are answered still.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.bucket = open_bucket(settings.uploads_root, endpoint=settings.s3_endpoint, encryption=settings.encryption)
        self.load_error: str | None = None
        self.shutting_down = False
        self.metrics = Metrics()
        self._engine = Swappable(SearchEngine(settings, active_model_set(settings), self.metrics))
        self._lock = OwnerLock(settings.index_dir)
        self._maintenance = EngineMaintenance(settings, self._engine)
        self.metrics.register_readers(
            lambda: _index_points(self._engine.value.count()),
            lambda: _videos_by_status(self._engine.value.videos.status_counts()),
            _models_loaded,
        )

    @property
    def models(self) -> ModelSet:
        """The model set that answers now."""
        return self._engine.value.models

    @property
    def store(self) -> Store:
        """The store as that set sees it."""
        return self._engine.value.store

    @property
    def embedded(self) -> bool:
        """Whether the index lives in this process."""
        return self._engine.value.embedded

    @property
    def ready(self) -> bool:
        """Whether models are loaded and the index holds what was published when the service began."""
        return self._engine.value.ready

    @property
    def problem(self) -> str:
        """Why it does not answer, or soon will not, as a sentence for people; where it does this says nothing."""
        if self.shutting_down:
            return SHUTTING_DOWN
        return self.load_error or self._engine.value.problem or STILL_LOADING

    def open_index(self, *, url: str | None = None) -> None:
        """Become the owner of the index and open it.

        Args:
            url: Where this process answers, for whoever finds the index taken.

        Raises:
            IndexInUse: another process has the embedded index.
            RuntimeError: the index cannot be opened; the message says which and why.
        """
        if self.embedded:
            self._lock.acquire(url=url)
            remove_other_shards(self.settings.index_dir, collection_name(self.models))
        try:
            self._engine.value.open()
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
        opened = self._engine.value
        if follow:
            opened.follow()  # first: the index is filled while the models load
        try:
            opened.load(fill=not follow)
        except Exception as problem:
            self.load_error = f"the library could not be loaded: {problem}"
            raise
        if follow:
            self._maintenance.start()

    def count_stale(self, workspaces: Sequence[str] = ()) -> int:
        """How many videos of some workspaces (none named: of all) readers see as they were before.

        Their newest points, or their removal, are not in yet.
        """
        with self._engine.use() as opened:
            return sum(not workspaces or workspace_of_video(video) in workspaces for video in opened.stale_videos())

    def videos(self, workspaces: Sequence[str] = ()) -> list[Video]:
        """The videos of some workspaces (none named: of all), as they were seen last: no record is read for it."""
        with self._engine.use() as opened:
            return opened.videos.matching(PointFilter(workspaces=tuple(workspaces)))

    def refresh_video(self, video_id: str) -> None:
        """See a video as it is now: it was changed or removed."""
        with self._engine.use() as opened:
            opened.videos.refresh(video_id)

    def close(self) -> None:
        """Stop following, write out the index and let go of it."""
        self._maintenance.stop()
        self._engine.value.close()
        self._lock.release()

    def search(self, request: SearchRequest, *, limit: int, cursor: str = "", explain: bool = False) -> SearchResponse:
        """A page of the best moments for a question.

        Args:
            question: What to find, and where to look.
            limit: At most so many moments.
            cursor: `next_cursor` of the page before; empty: the first page.
            explain: With the arithmetic and the provenance of every piece of evidence.

        Raises:
            EmptyQuery: the question says nothing.
            ValueError: its picture, place or cursor cannot be used; the message says why.
            RuntimeError: the service is not open.
        """
        began = time.perf_counter()
        shown = read_cursor(request.cursor_key, cursor) if cursor else NONE_SEEN
        with self._engine.use() as opened:
            found = run_search(opened, request, limit=limit, seen=shown)
            with self.metrics.time_stage("answer"):
                moments = _found_moments(opened, found, explain=explain)
                coverage = measure_coverage(*opened.videos.coverage(request.scope.where), request.scope, opened.models)
        self.metrics.record_search(len(moments), matched=found.matched)
        return SearchResponse(
            query=request.text.strip(),
            took_ms=round((time.perf_counter() - began) * 1000, 1),
            model_set=opened.models.name,
            matched=found.matched,
            moments=moments,
            coverage=coverage,
            next_cursor=next_cursor(request.cursor_key, shown.with_page(found.moments)) if found.has_more else None,
        )


def _found_moments(opened: SearchEngine, found: SearchResult, *, explain: bool) -> tuple[FoundMoment, ...]:
    # Speech and words find the same passages.
    highlights = lru_cache(partial(opened.retriever.highlights, found.query.text))
    options = RenderOptions(highlights, found.confidence, explain)
    videos = [(moment, opened.videos.get(moment.video_id)) for moment in found.moments]
    return tuple(render_moment(moment, video, options) for moment, video in videos if video)


def _index_points(count: int) -> GaugeMetricFamily:
    """Size of the index."""
    return GaugeMetricFamily("vindex_index_points", "Points that the index holds.", value=count)


def _videos_by_status(counts: Mapping[Status, int]) -> GaugeMetricFamily:
    """Videos per state."""
    says = "Videos of the library, as they were seen last."
    return labelled_gauge("vindex_videos", says, "status", {str(status): found for status, found in counts.items()})


def _models_loaded() -> GaugeMetricFamily:
    """The models that this process holds, with their size."""
    return labelled_gauge(
        "vindex_model_loaded_bytes", "Size of each model that is loaded.", "model", dict(MODEL_CACHE.sizes())
    )
