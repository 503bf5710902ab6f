"""The search service of one library: an engine with its index lock, maintenance and metrics.

The HTTP service holds one for as long as it runs; `vindex search` opens one for a single request where none runs.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache, partial
from typing import Final

from prometheus_client.core import GaugeMetricFamily

from vindex_search.clips.jobs import ClipJobs
from vindex_search.clips.preview.previews import Previews
from vindex_search.common.shared_values.swappable import Swappable
from vindex_search.common.telemetry.metrics import Metrics, labelled_gauge
from vindex_search.contract.ids import workspace_of_video
from vindex_search.contract.notes import NoteCode
from vindex_search.contract.records import Status
from vindex_search.index.lock import OwnerLock
from vindex_search.index.shards import remove_other_shards
from vindex_search.index.types import PointFilter
from vindex_search.models.active_set import active_model_set, collection_name
from vindex_search.models.cache import MODEL_CACHE
from vindex_search.models.model import ModelSet
from vindex_search.query.engine import SearchEngine
from vindex_search.query.facets import FacetRequest, search_facets
from vindex_search.query.pagination import NONE_SEEN, next_cursor, read_cursor
from vindex_search.query.places.response import found_videos, padded_curve
from vindex_search.query.responses import FoundMoment, RenderOptions, SearchResponse, measure_coverage, render_moment
from vindex_search.query.search import SearchRequest, SearchResult, run_search
from vindex_search.query.upkeep.maintenance import EngineMaintenance
from vindex_search.settings import Settings
from vindex_search.storage.bucket import open_bucket
from vindex_search.storage.store import Store
from vindex_search.suggest.entries import Suggestion
from vindex_search.videos.activity.metrics import work_readers
from vindex_search.videos.activity.watch import WorkWatch
from vindex_search.videos.facets.library import LibraryFacets
from vindex_search.videos.left_alone import REASONS, LeftAlone, read_left_alone
from vindex_search.videos.listing_memory import ListingMemory
from vindex_search.videos.report.metrics import report_readers
from vindex_search.videos.report.read import read_written_report
from vindex_search.videos.video import Video

STILL_LOADING: Final = "the models are still loading; try again in a few seconds"
SHUTTING_DOWN: Final = "the service is shutting down; try again when it is back"


class SearchService:
    """Answers searches over one library. Call `open_index`, then `load`, and `close` at the end.

    Args:
        settings: Of the library.

    Attributes:
        load_error: Why the library could not be loaded: this service will never answer. None where it could.
        shutting_down: Set by the server when it takes no more requests; those under way are still answered.
        work: What the pipeline works on, watched from `load` on where it follows.
        clips: Makes clips, when one is asked for.
        previews: Makes segments of previews likewise.
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
        self.work = WorkWatch(self._engine.value.store)
        self.clips = ClipJobs(lambda: self.store, self.bucket)
        self.previews = Previews(lambda: self.store, self.bucket, kept_bytes=round(settings.preview_gb * 1e9))
        self.metrics.register_readers(
            lambda: _index_points(self._engine.value.count()),
            lambda: _videos_by_status(self._engine.value.videos.status_counts()),
            lambda: _videos_by_note(self._engine.value.videos.note_counts()),
            _models_loaded,
            lambda: _left_alone(read_left_alone(self._engine.value.store)),
            *work_readers(self.work.current),
            *report_readers(lambda: read_written_report(self._engine.value.store)),
        )

    @property
    def models(self) -> ModelSet:
        """The model set that answers now."""
        return self._engine.value.models

    @property
    def store(self) -> Store:
        """The store of that model set."""
        return self._engine.value.store

    @property
    def embedded(self) -> bool:
        """Whether the index is in this process."""
        return self._engine.value.embedded

    @property
    def ready(self) -> bool:
        """Whether the models are loaded and the index has caught up once."""
        return self._engine.value.ready

    @property
    def unavailable_reason(self) -> str:
        """Why the service is not ready, or will soon stop, as a sentence for users; meaningless where it is ready."""
        if self.shutting_down:
            return SHUTTING_DOWN
        return self.load_error or self._engine.value.follower_error or STILL_LOADING

    def open_index(self, *, url: str | None = None) -> None:
        """Lock the embedded index for this process, and open the index.

        Args:
            url: Address of this service, shown to other processes that find the index locked.

        Raises:
            IndexInUse: another process owns the embedded index.
            RuntimeError: the index cannot be opened; the message says which and why.
        """
        if self.embedded:
            self._lock.acquire(url=url)
            remove_other_shards(self.settings.index_dir, collection_name(self.models))
        try:
            self._engine.value.open()
        except Exception as error:  # the engines raise errors of many types
            self._lock.release()
            where = self.settings.index_dir if self.embedded else self.settings.qdrant_url
            raise RuntimeError(f"the index {where} cannot be opened: {error}") from error

    def load(self, *, follow: bool) -> None:
        """Load the models and bring the index up to date.

        Args:
            follow: Keep the embedded index up to date, and switch when another model set is activated, from threads
                that run until `close`.

        Raises:
            MissingWeights: the weights of a model are not on this machine.
            RuntimeError: the index is not open.

        An error is also kept as `load_error`.
        """
        engine = self._engine.value
        if follow:
            engine.follow()  # first: the index catches up while the models load
            self.work.start()
        try:
            engine.load(fill=not follow)
        except Exception as error:
            self.load_error = f"the library could not be loaded: {error}"
            raise
        if follow:
            self._maintenance.start()

    def count_stale(self, workspaces: Sequence[str] = ()) -> int:
        """Number of videos whose last publication or removal is not in the index yet.

        Args:
            workspaces: Count these only; empty: all.
        """
        with self._engine.use() as engine:
            stale = engine.stale_videos()
        return sum(not workspaces or workspace_of_video(video_id) in workspaces for video_id in stale)

    def videos(self, workspaces: Sequence[str] = ()) -> list[Video]:
        """The videos of some workspaces (empty: of all) from the cache; no record is read."""
        with self._engine.use() as engine:
            return engine.videos.matching(PointFilter(workspaces=tuple(workspaces)))

    def listing_memory(self) -> ListingMemory:
        """What is known of the videos of the store, so that filtered lists need not read all of them."""
        return self._engine.value.videos.memory

    def refresh_video(self, video_id: str) -> None:
        """Read a video into the cache again after it was changed or removed."""
        with self._engine.use() as engine:
            engine.videos.refresh(video_id)

    def suggest(self, typed: str, workspaces: Sequence[str], limit: int) -> list[Suggestion]:
        """How what was typed may go on, best first.

        Args:
            typed: What was typed so far.
            workspaces: Those that the caller can see; empty: all.
            limit: Maximum number of suggestions.
        """
        with self._engine.use() as engine:
            return engine.suggester.suggest(typed, tuple(workspaces), limit)

    def use_engine(self) -> AbstractContextManager[SearchEngine]:
        """Context manager: the engine that answers now, which stays open while the block lasts."""
        return self._engine.use()

    def close(self) -> None:
        """Stop all threads, flush the index and unlock it."""
        self.clips.stop()
        self.previews.stop()
        self._maintenance.stop()
        self.work.stop()
        self._engine.value.close()
        self._lock.release()

    def library_facets(self) -> LibraryFacets:
        """Counts of the videos by the values of their attributes, and the filters by them."""
        return self._engine.value.facets

    def search(
        self,
        request: SearchRequest,
        *,
        limit: int,
        cursor: str = "",
        explain: bool = False,
        facets: FacetRequest | None = None,
    ) -> SearchResponse:
        """One page of the moments that match a request best.

        Args:
            request: What to find, and where.
            limit: Maximum number of moments.
            cursor: `next_cursor` of the previous page; empty: the first page.
            explain: Add the arithmetic and the provenance of every piece of evidence.
            facets: What to count the videos by that the search finds; None: nothing.

        Raises:
            EmptyQuery: there is nothing to find.
            ValueError: the image, position or cursor cannot be used; the message says why.
            RuntimeError: the service is not open.
        """
        began = time.perf_counter()
        seen = read_cursor(request.cursor_key, cursor) if cursor else NONE_SEEN
        with self._engine.use() as engine:
            result = run_search(engine, request, limit=limit, seen=seen)
            counts = search_facets(engine, request, facets) if facets else None
            with self.metrics.time_stage("answer"):
                moments = _render_moments(engine, request, result, explain=explain)
                coverage = measure_coverage(*engine.videos.coverage(request.scope.where), request.scope, engine.models)
        self.metrics.record_search(len(moments), matched=result.matched)
        shown = NONE_SEEN if request.order == "time" else seen  # by time, the last one says where the next page begins
        return SearchResponse(
            query=request.text.strip(),
            took_ms=round((time.perf_counter() - began) * 1000, 1),
            model_set=engine.models.name,
            matched=result.matched,
            moments=moments,
            coverage=coverage,
            facets=counts,
            next_cursor=next_cursor(request.cursor_key, shown.with_page(result.moments)) if result.has_more else None,
            videos=found_videos(moments, result.places),
            curve=padded_curve(result.curve, moments) if request.curve else None,
        )


def _render_moments(
    engine: SearchEngine, request: SearchRequest, result: SearchResult, *, explain: bool
) -> tuple[FoundMoment, ...]:
    """The moments with their videos, without those of videos that were removed meanwhile."""
    retriever = engine.retriever(request.scope.where.workspaces)
    highlights = lru_cache(partial(retriever.highlights, result.query))  # two channels find one passage
    options = RenderOptions(highlights=highlights, confidence=result.confidence, explain=explain)
    videos = [(moment, engine.videos.get(moment.video_id)) for moment in result.moments]
    return tuple(render_moment(moment, video, options) for moment, video in videos if video)


def _index_points(count: int) -> GaugeMetricFamily:
    return GaugeMetricFamily("vindex_index_points", "Points in the index.", value=count)


def _videos_by_note(counts: Mapping[NoteCode, int]) -> GaugeMetricFamily:
    values = {str(code): count for code, count in counts.items()}
    return labelled_gauge("vindex_video_notes", "Videos that have a note, by its code.", "code", values)


def _videos_by_status(counts: Mapping[Status, int]) -> GaugeMetricFamily:
    values = {str(status): count for status, count in counts.items()}
    return labelled_gauge("vindex_videos", "Videos of the library by status.", "status", values)


def _left_alone(left: LeftAlone | None) -> GaugeMetricFamily:
    counts = {str(reason): left.counts.get(reason, 0) if left else 0 for reason in REASONS}
    return labelled_gauge("vindex_uploads_left_alone", "Objects of the bucket that are left alone.", "reason", counts)


def _models_loaded() -> GaugeMetricFamily:
    sizes = dict(MODEL_CACHE.sizes())
    return labelled_gauge("vindex_model_loaded_bytes", "Size of each model in memory.", "model", sizes)
