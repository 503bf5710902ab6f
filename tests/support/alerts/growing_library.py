"""A calibrated library of thirty films, a service over it, and films that are published while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.support.library.prepared.captioned_library import calibrated_films, captions
from tests.support.library.prepared.written_library import WrittenLibrary
from vindex_search.alerts.saved_search import SavedSearch
from vindex_search.alerts.saving import new_search
from vindex_search.alerts.search_store import add_search
from vindex_search.alerts.watch.watcher import AlertWatcher
from vindex_search.index.follower import catch_up
from vindex_search.index.types import PointFilter
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.storage.store import Store

SUBJECTS: Final = (
    *("the committee votes on the budget", "a river carries sand to the sea", "the choir sings an old hymn"),
    *("engines need oil and patience", "the museum opens a new hall", "children learn to swim in summer"),
)
OVENS: Final = ("Welcome back to the bakery.", "A zeppelin crossed the ocean in 1929.", "Thank you for watching.")
EVERYWHERE: Final = PointFilter(workspaces=("team",))


@dataclass(frozen=True)
class GrowingLibrary:
    """A library with a service; `watch` is what its thread does."""

    written: WrittenLibrary
    service: SearchService
    watcher: AlertWatcher

    @property
    def store(self) -> Store:
        """Its store."""
        return self.service.store

    def save(self, text: str, *, name: str = "", where: PointFilter = EVERYWHERE, **more: Any) -> SavedSearch:
        """Save a search."""
        fields = {"one_in": 100, "webhook": "", **more}
        request = SearchRequest(text, SearchScope(where))
        return add_search(self.store, new_search(name or text, request, {"q": text}, by="a test", **fields))

    def publish(self, key: str, *passages: str, code: str = "1") -> str:
        """Publish a film, and bring the index up to date; returns its id."""
        name = self.written.publish(key, *passages, code=code)
        with self.service.use_engine() as engine:
            assert engine.index is not None
            catch_up(engine.store, engine.index)
            engine.published()
        return name

    def watch(self) -> int:
        """Compare what is new; returns how many videos were compared."""
        with self.service.use_engine() as engine:
            engine.stale_videos()  # which lists what is published anew
        return self.watcher.watch_once()


@contextmanager
def growing_library(home: Path) -> Iterator[GrowingLibrary]:
    """A library of thirty films in `team`.

    Args:
        home: An empty folder.
    """
    films = {
        f"team/film {number}.mp4": captions(
            "en", *(f"{SUBJECTS[(number + at) % 6]}, part {number}." for at in range(3))
        )
        for number in range(30)
    }
    written = calibrated_films(home, films)
    service = SearchService(written.settings)
    service.open_index()
    service.load(follow=False)
    yield GrowingLibrary(written, service, AlertWatcher(service))
    service.close()
