"""The thread of a search service that compares new and changed videos with the saved searches."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final, NamedTuple

from vindex_search.alerts.search_store import Searches, read_searches
from vindex_search.alerts.told import ToldMoment
from vindex_search.alerts.watch.asked import AskedSearches, ask_searches
from vindex_search.alerts.watch.backgrounds import measure_backgrounds, points_of
from vindex_search.alerts.watch.comparison import applies, moments_for
from vindex_search.alerts.watch.followed import begin_following, to_compare
from vindex_search.alerts.watch.lease import Lease
from vindex_search.alerts.watch.record import tell
from vindex_search.common.shared_values.polling import PollingThread
from vindex_search.contract.generation import PublishedMark
from vindex_search.query.engine import SearchEngine
from vindex_search.query.service import SearchService
from vindex_search.storage.published.listing import PublishedVideos
from vindex_search.storage.store import Store
from vindex_search.videos.video import get_video

log = logging.getLogger("vindex.alerts")

POLL_INTERVAL_S: Final = 2.0


class _AskedFor(NamedTuple):
    """What searches were encoded for; distributions and engines are replaced, never changed."""

    searches: Searches
    libraries: tuple[int, ...]
    engine: int


class AlertWatcher(PollingThread):
    """Compares what is published with the saved searches, in the one service that has the lease.

    Args:
        service: Of the library.
    """

    def __init__(self, service: SearchService) -> None:
        super().__init__("alerts", interval_s=POLL_INTERVAL_S, immediate=True)
        self._service = service
        self._lease: Lease | None = None
        self._asked: list[AskedSearches] = []
        self._asked_for: _AskedFor | None = None
        self._done: PublishedVideos | None = None  # all of it was compared

    def stop(self) -> None:
        """Finish the video in hand, and let another service go on."""
        super().stop()
        if self._lease:
            self._lease.release()

    def watch_once(self) -> int:
        """Compare what is to be compared; returns how many videos were."""
        if not self._service.ready:
            return 0
        searches = read_searches(self._service.store)
        if not searches or not self._holds_lease(self._service.store):
            return 0
        with self._service.use_engine() as engine:
            begin_following(engine.store)
            return self._compare_all(engine, searches)

    def _poll(self) -> None:
        self.watch_once()

    def _holds_lease(self, store: Store) -> bool:
        self._lease = self._lease or Lease(store)
        return self._lease.hold()

    def _compare_all(self, engine: SearchEngine, searches: Searches) -> int:
        published = engine.published()
        if published is self._done:
            return 0
        pending, stale = to_compare(engine.store, published), set(engine.stale_videos())
        due = [mark for mark in pending if mark.generation.video_id not in stale]
        asked = self._ask(engine, searches) if due else []
        for group in asked:
            measure_backgrounds(
                engine.store, group, {one.generation.video_id for one in pending}, lambda: self._stopping
            )
        done = 0
        for mark in due:
            if self._stopping or not self._holds_lease(engine.store):
                break
            done += self._compare(engine, mark, asked, searches)
        self._done = published if done == len(pending) else None
        return done

    def _ask(self, engine: SearchEngine, searches: Searches) -> list[AskedSearches]:
        """The searches, encoded; kept until one of them, the calibration or the model set changes."""
        active = tuple(search for search in searches if search.active)
        workspaces = sorted({search.workspaces for search in active})
        libraries = tuple(id(engine.calibration(names)) for names in workspaces)
        wanted = _AskedFor(tuple(search.model_copy(update={"seen_at": ""}) for search in active), libraries, id(engine))
        if wanted != self._asked_for:
            self._asked, self._asked_for = ask_searches(engine, active), wanted
        return self._asked

    def _compare(
        self, engine: SearchEngine, mark: PublishedMark, asked: Sequence[AskedSearches], searches: Searches
    ) -> bool:
        """Compare one video; returns whether it was: its points may be written anew just now."""
        video_id = mark.generation.video_id
        table, video = points_of(engine.store, video_id), get_video(engine.store, video_id)
        if table is None or video is None:
            return False
        if not table.is_empty() and table["generation"][0] != str(mark.generation):
            return False
        published_at = engine.store.published_at(video_id)
        found: dict[str, list[ToldMoment]] = {}
        for group in asked if not table.is_empty() else ():
            chosen = [search for search in group.searches if applies(search, video_id, published_at)]
            found |= {search.id: moments for search, moments in moments_for(engine, video_id, table, group, chosen)}
        batches = tell(engine.store, mark, video.title, found, searches)
        if batches:
            log.info("%s: %d saved searches have moments in it", video_id, len(batches))
        return True
