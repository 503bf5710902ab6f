"""One opened library: store, bucket, index and encoders, for as long as somebody asks it questions.

Both doors use it: the HTTP service for hours, `vindex search` for one question when no service runs.
"""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import TYPE_CHECKING

from vindex_search.answers import SearchAnswer, moment_out
from vindex_search.bucket import open_bucket
from vindex_search.index.base import Dimensions, Index
from vindex_search.index.follow import Follower, catch_up, difference
from vindex_search.index.lock import OwnerLock
from vindex_search.models.catalogue import ModelSet, model_set
from vindex_search.moments import find_moments
from vindex_search.retrieve import Encoders, Retriever, Scope
from vindex_search.settings import Settings
from vindex_search.store import Store
from vindex_search.videos import Video, one_video

if TYPE_CHECKING:
    from vindex_search.moments import Moment

log = logging.getLogger("vindex.service")


def collection_name(models: ModelSet) -> str:
    """Name of the collection that holds the points of a model set."""
    return f"vindex-{models.fingerprint}"


def dimensions(models: ModelSet) -> Dimensions:
    """Sizes of the dense vectors of a model set."""
    return Dimensions(text=models.text.dim, visual=models.vision.dim if models.vision else None)


def open_server_index(settings: Settings, models: ModelSet) -> Index:
    """The index on the Qdrant server of the settings."""
    from qdrant_client import QdrantClient

    from vindex_search.index.server import ServerIndex

    key = settings.qdrant_api_key.get_secret_value() if settings.qdrant_api_key else None
    client = QdrantClient(settings.qdrant_url, api_key=key)
    return ServerIndex(client, collection_name(models), dimensions(models))


def open_encoders(settings: Settings, models: ModelSet) -> Encoders:
    """The query side of a model set, loaded.

    Raises:
        MissingWeights: a model's weights are not on this machine.
    """
    from vindex_search.models.sparse import SparseEncoder
    from vindex_search.models.text import TextEncoder
    from vindex_search.models.vision import VisionEncoder

    folder = settings.models_dir
    vision = VisionEncoder(models.vision, models_dir=folder) if models.vision else None
    return Encoders(TextEncoder(models.text, models_dir=folder), SparseEncoder(models.sparse), vision)


class SearchService:
    """Answers searches over one library.

    First `take_index`, then `load`; `problem` is the sentence for people where loading failed.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.models = model_set(settings.models)
        self.store = Store(settings.store_root)
        self.bucket = open_bucket(settings.uploads_root, endpoint=settings.s3_endpoint)
        self._lock = OwnerLock(settings.index_dir)
        self._index: Index | None = None
        self._retriever: Retriever | None = None
        self._encoders: Encoders | None = None
        self._follower: Follower | None = None
        self.problem: str | None = None

    @property
    def embedded(self) -> bool:
        """Whether the index lives in this process."""
        return not self.settings.qdrant_url

    @property
    def ready(self) -> bool:
        """Whether models are loaded and the index holds what was published when the service began."""
        following = self._follower is None or self._follower.ready.is_set()
        return self._retriever is not None and following

    def take_index(self, *, url: str | None = None) -> None:
        """Become the owner of the index and open it.

        Args:
            url: Where this process answers, for whoever finds the index taken.

        Raises:
            IndexInUse: another process has the embedded index.
        """
        self._index = self._open_index(url)

    def load(self, *, follow: bool) -> None:
        """Load the models and bring the index up to date.

        Args:
            follow: Keep the embedded index up to date from a thread of its own until `close`.

        Raises:
            MissingWeights: a model's weights are not on this machine; `problem` says so too.
            RuntimeError: the index was not taken.
        """
        if self._index is None:
            raise RuntimeError("take_index() comes first")
        try:
            self._encoders = open_encoders(self.settings, self.models)
        except LookupError as missing:
            self.problem = str(missing)
            raise
        self._retriever = Retriever(self._index, self._encoders)
        if self.embedded and follow:
            self._follower = Follower(self.store, self._index)
            self._follower.start()
        elif self.embedded:
            catch_up(self.store, self._index)

    def behind(self) -> int:
        """How many videos readers see as they were before: their newest points, or their removal, are not in yet."""
        if self._index is None or not self.embedded:
            return 0
        todo = difference(self.store.published(), self._index.generations())
        return len(todo.apply) + len(todo.remove)

    def close(self) -> None:
        """Stop following, write out the index and let go of it."""
        if self._follower is not None:
            self._follower.stop()
        if self._index is not None:
            self._index.close()
        self._lock.release()
        self._retriever = self._index = self._follower = None

    def search(self, query: str, scope: Scope, *, limit: int) -> SearchAnswer:
        """The best moments for a query.

        Raises:
            RuntimeError: the service is not open.
        """
        if self._retriever is None or self._encoders is None:
            raise RuntimeError("the service is not open")
        began = time.perf_counter()
        moments = find_moments(self._retriever.hits(query, scope), limit=limit)
        highlights = partial(self._encoders.sparse.highlights, query)
        found = [(moment, self._video(moment)) for moment in moments]
        shown = [moment_out(moment, video, query, highlights) for moment, video in found if video]
        took_ms = round((time.perf_counter() - began) * 1000, 1)
        return SearchAnswer(query=query, took_ms=took_ms, model_set=self.models.name, moments=shown, next=None)

    def _video(self, moment: Moment) -> Video | None:
        return one_video(self.store, moment.video_id)

    def _open_index(self, url: str | None) -> Index:
        if not self.embedded:
            index = open_server_index(self.settings, self.models)
        else:
            from vindex_search.index.embedded import EmbeddedIndex

            self._lock.acquire(url=url)
            folder = self.settings.index_dir / collection_name(self.models)
            index = EmbeddedIndex(folder, dimensions(self.models))
        index.ensure()
        return index
