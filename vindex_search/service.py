"""One library, opened, for as long as somebody asks it questions.

Both doors use it: the HTTP service for hours, `vindex search` for one question when no service runs. When the
library is switched to another model set, the new collection is opened and filled beside the old one, which answers
until then.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from contextlib import ExitStack
from functools import partial
from typing import Final

from vindex_search.answers import SearchAnswer, moment_out
from vindex_search.bucket import open_bucket
from vindex_search.current import Current
from vindex_search.index.lock import OwnerLock
from vindex_search.live import collection_name, live_set
from vindex_search.models.catalogue import ModelSet
from vindex_search.moments import find_moments
from vindex_search.opened import Opened
from vindex_search.retrieve import Scope
from vindex_search.settings import Settings
from vindex_search.store import Store
from vindex_search.videos import one_video

log = logging.getLogger("vindex.service")

LOOK_S: Final = 1.0  # how often it is seen whether the library was switched
FILLING_S: Final = 0.05


class SearchService:
    """Answers searches over one library.

    First `take_index`, then `load`; `problem` is the sentence for people where loading failed.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.bucket = open_bucket(settings.uploads_root, endpoint=settings.s3_endpoint)
        self.problem: str | None = None
        self._opened = Current(Opened(settings, live_set(settings)))
        self._lock = OwnerLock(settings.index_dir)
        self._closing = threading.Event()
        self._watch = threading.Thread(target=self._follow_switches, name="live-set", daemon=True)

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

    def take_index(self, *, url: str | None = None) -> None:
        """Become the owner of the index and open it.

        Args:
            url: Where this process answers, for whoever finds the index taken.

        Raises:
            IndexInUse: another process has the embedded index.
        """
        if self.embedded:
            self._lock.acquire(url=url)
            self._drop_others()
        self._opened.value.open()

    def load(self, *, follow: bool) -> None:
        """Load the models and bring the index up to date.

        Args:
            follow: Keep the embedded index up to date, and change to another model set when the library is switched,
                from threads of their own until `close`.

        Raises:
            MissingWeights: a model's weights are not on this machine; `problem` says so too.
            RuntimeError: the index was not taken.
        """
        opened = self._opened.value
        if follow:
            opened.follow()  # first: the index is filled while the models load
        try:
            opened.load(fill=not follow)
        except LookupError as missing:
            self.problem = str(missing)
            raise
        if follow:
            self._watch.start()

    def behind(self) -> int:
        """How many videos readers see as they were before: their newest points, or their removal, are not in yet."""
        with self._opened.use() as opened:
            return opened.behind()

    def close(self) -> None:
        """Stop following, write out the index and let go of it."""
        self._closing.set()
        if self._watch.is_alive():
            self._watch.join()
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
            moments = find_moments(retriever.hits(query, scope), limit=limit)
            highlights = partial(retriever.encoders.sparse.highlights, query)
            found = [(moment, one_video(opened.store, moment.video_id)) for moment in moments]
            shown = [moment_out(moment, video, query, highlights) for moment, video in found if video]
        took_ms = round((time.perf_counter() - began) * 1000, 1)
        return SearchAnswer(query=query, took_ms=took_ms, model_set=opened.models.name, moments=shown, next=None)

    def _follow_switches(self) -> None:
        refused: ModelSet | None = None
        while not self._closing.wait(LOOK_S):
            wanted = live_set(self.settings)
            if wanted in (self.models, refused):
                continue
            try:
                self._change(wanted)
            except Exception as problem:  # noqa: BLE001 - whatever is wrong with the new set, the old one goes on answering
                refused = wanted
                log.warning("still answering with %s, not with %s: %s", self.models.name, wanted.name, problem)

    def _change(self, models: ModelSet) -> None:
        """Open another set beside the present one, fill it, and only then let it answer."""
        log.info("the library was switched to %s: opening it", models.name)
        with ExitStack() as undo:
            new = Opened(self.settings, models)
            undo.callback(new.close)
            new.open()
            new.load(fill=True)
            new.follow()
            while not (new.ready or self._closing.wait(FILLING_S)):
                pass
            undo.pop_all()
        self._opened.replace(new).close()
        if self.embedded:
            self._drop_others()
        log.info("answering with %s", models.name)

    def _drop_others(self) -> None:
        """Remove the shards of sets that do not answer: nobody would remove from them what is to be forgotten.

        They are filled from the store again, in seconds, when their set is switched to.
        """
        for folder in self.settings.index_dir.glob("vindex-*"):
            if folder.name != collection_name(self.models):
                shutil.rmtree(folder, ignore_errors=True)
