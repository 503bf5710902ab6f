"""index_points: stopped anywhere while a video is published, on a server or embedded, the next run ends right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from qdrant_client import QdrantClient

from tests.support.index.points import points
from tests.support.index.shared_server import shared_server
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import indexed_video
from tests.support.library.video_tasks import task_for
from tests.support.storage.notes import LOST
from tests.support.storage.prefixes import Operation, check_every_prefix
from tests.support.storage.video_records import attempted, failure, revision_of
from vindex_assets.assets.index_points import publish, record_success
from vindex_search.contract.artefacts import AUDIO, POINTS
from vindex_search.contract.notes import to_stamp
from vindex_search.contract.records import AttemptsRecord, FailureRecord, IndexedRecord
from vindex_search.index.base import TEXT_VECTOR
from vindex_search.index.types import ChannelQuery
from vindex_search.settings import settings
from vindex_search.storage import files
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.usage.point_counts import read_channel_counts

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")

OLD, NEW = Stamp((("upload", "1"),), "1"), Stamp((("upload", "2"),), "1")
ROWS = {OLD: 2, NEW: 3}
SPEECH = ChannelQuery(
    channel="speech", using=TEXT_VECTOR, vector=[1.0, 0.5, 0.2, 0.1], point_channels=("speech",), limit=100
)


@pytest.fixture
def server(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[QdrantClient]:
    """The points of the library are on a server."""
    monkeypatch.setenv("VINDEX_QDRANT_URL", "http://localhost:6333")
    settings.cache_clear()
    with shared_server() as client:
        yield client


class Publish(Operation):
    """The step of a video that is published already, after an attempt that failed."""

    old: Stamp | None = OLD
    new = NEW

    def __init__(self, home: Home, root: str) -> None:
        self.home, self.store = home, home.library.store
        self.name = indexed_video(home, f"team/film{Path(root).name}.mp4")
        self.revision = revision_of(self.store, self.name)
        silent = Stamp((), "1", note={"absent": "the file has no sound", **to_stamp([LOST])})
        self.store.write_bytes(self.name, AUDIO, None, silent)
        self.store.unpublish(self.name)
        if self.old:
            self._run(self.old)
        self.store.remove_record(self.name, IndexedRecord)
        for record in (attempted(self.revision), failure(self.revision)):
            self.store.write_record(self.name, record)

    def _run(self, stamp: Stamp) -> None:
        """Make the table where it is not there, and publish it: as a run does."""
        if self.store.stamp(self.name, POINTS) != stamp:
            self.store.write_table(self.name, POINTS, self._points(stamp), stamp)
        task = task_for(self.home, "index_points", self.name, stamp, run_id="r7")
        publish(task)
        record_success(task)

    def _points(self, stamp: Stamp) -> pl.DataFrame:
        return points(self.name, stamp.fingerprint, rows=ROWS[stamp])

    def act(self) -> None:
        self._run(self.new)

    def published(self) -> str | None:
        """The fingerprint of the generation that readers of the store see."""
        mark = self.store.published().get(self.name)
        return mark.generation.fingerprint if mark else None

    def check_reader(self) -> None:
        """There is a generation at any time, with its table and counts; success is on record when readers see it."""
        store, published = self.store, self.published()
        assert published in {stamp.fingerprint if stamp else None for stamp in (self.old, self.new)}
        is_indexed = store.has_record(self.name, IndexedRecord)
        assert not is_indexed or published == self.new.fingerprint
        assert is_indexed or all(store.has_record(self.name, kind) for kind in (AttemptsRecord, FailureRecord))
        if published == self.new.fingerprint:
            counts = read_channel_counts(store, self.name, self.revision)
            assert store.stamp(self.name, POINTS) == self.new
            assert counts is not None
            assert counts["speech"].present == ROWS[self.new]

    def check_done(self) -> None:
        store, fingerprint = self.store, self.new.fingerprint
        marks = files.list_names(store.root / "published" / store.collection, self.name)
        assert marks == [f"{self.name}.{fingerprint}.{ROWS[self.new]}"]
        indexed = store.read_record(self.name, IndexedRecord)
        assert indexed is not None
        assert (indexed.revision, indexed.generation, indexed.notes) == (self.revision, fingerprint, (LOST,))
        assert not any(store.has_record(self.name, kind) for kind in (AttemptsRecord, FailureRecord))


class PublishFirst(Publish):
    """The step of a video that was never published."""

    old = None


class PublishAgain(Publish):
    """The step of a video whose generation is published already: a run that is repeated."""

    new = OLD


class PublishOnServer(Publish):
    """The step where the points are on a server: readers of the index are served whole generations only."""

    def found(self) -> dict[str, int]:
        """Number of points that a search finds of the video, by fingerprint of their generation."""
        index = self.home.library.server_index()
        assert index is not None
        (hits,) = index.query([SPEECH])
        return Counter(hit.generation.fingerprint for hit in hits if hit.generation and hit.video_id == self.name)

    def check_reader(self) -> None:
        """The store says of no generation that it is published before a search finds it."""
        super().check_reader()
        whole = [{stamp.fingerprint: ROWS[stamp]} if stamp else {} for stamp in (self.old, self.new)]
        assert self.found() in whole
        assert self.published() != self.new.fingerprint or self.found() == whole[1]

    def check_done(self) -> None:
        super().check_done()
        assert self.found() == {self.new.fingerprint: ROWS[self.new]}


class PublishFirstOnServer(PublishOnServer):
    """The step of a video that was never published, on a server."""

    old = None


@pytest.mark.parametrize("operation", [Publish, PublishFirst, PublishAgain])
def test_stopped_anywhere_the_next_run_ends_right(operation: type[Publish], home: Home) -> None:
    check_every_prefix(partial(operation, home), home.path / "store")


@pytest.mark.parametrize("operation", [PublishOnServer, PublishFirstOnServer])
def test_stopped_anywhere_on_a_server_the_next_run_ends_right(
    operation: type[Publish], home: Home, server: QdrantClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vindex_search.index.qdrant_server.UPSERT_BATCH", 2)
    check_every_prefix(partial(operation, home), home.path / "store")
    (collection,) = server.get_collections().collections
    videos = len(list(home.library.store.video_ids()))
    assert server.count(collection.name).count == videos * (ROWS[NEW] + 1), "its points and a head of each video"
