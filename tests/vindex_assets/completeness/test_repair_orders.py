"""repair: stopped anywhere, the next check finds the video again, and what readers are served is whole."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from tests.support.index.points import points
from tests.support.index.shared_server import shared_server
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import indexed_video
from tests.support.storage.prefixes import Operation, check_every_prefix
from vindex_assets.completeness.findings import Finding, findings
from vindex_assets.completeness.inspection import inspect_video
from vindex_assets.completeness.repair import MAX_REPAIRS, repair
from vindex_assets.pipeline.video_records import count_repair
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.artefacts import FRAMES
from vindex_search.contract.records import IndexedRecord, RepairsRecord, UploadRecord
from vindex_search.index import factory
from vindex_search.index.base import Index
from vindex_search.settings import settings
from vindex_search.videos.video import get_video

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")

NOW = 1e9
LATER_S = 2 * 3600.0  # by then a check finds a video that waits for nothing


@pytest.fixture
def server(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[QdrantClient]:
    """The points of the library are on a server."""
    monkeypatch.setenv("VINDEX_QDRANT_URL", "http://localhost:6333")
    settings.cache_clear()
    with shared_server() as client:
        yield client


class Repair(Operation):
    """A video of a library, which is whole."""

    def __init__(self, home: Home, root: str) -> None:
        self.home, self.store = home, home.library.store
        self.name = indexed_video(home, f"team/film{Path(root).name}.mp4")
        self.damage()

    def damage(self) -> None:
        """Have something missing."""
        raise NotImplementedError

    def found(self) -> tuple[Finding, ...]:
        """What a check finds that comes two hours later."""
        facts = inspect_video(
            self.store,
            self.home.library.models,
            self.name,
            published=self.store.published().get(self.name),
            points_in_index=None,
            has_partition=self.name in self.home.instance.get_dynamic_partitions(VIDEOS),
            queue_is_idle=True,
        )
        return findings(facts, now=facts.changed_at + LATER_S)

    def act(self) -> None:
        found = self.found()
        if found:
            repair(self.home.instance, self.home.library, self.name, found, now=NOW)

    def status(self) -> str:
        video = get_video(self.store, self.name)
        assert video is not None
        return video.status


class DamagedArtefact(Repair):
    """An artefact that cannot be read: it goes before the record that its video is indexed."""

    def damage(self) -> None:
        Path(str(self.store.path(self.name, FRAMES))).write_bytes(b"cut off")

    def check_reader(self) -> None:
        is_damaged = self.store.path(self.name, FRAMES).exists()
        assert (self.status(), is_damaged) in {("indexed", True), ("indexed", False), ("waiting", False)}
        assert is_damaged or self.store.has_record(self.name, RepairsRecord)
        assert self.name in self.store.published()

    def check_done(self) -> None:
        assert self.status() == "waiting"
        assert self.name in self.store.dirty()


class TooManyRepairs(DamagedArtefact):
    """A video that was repaired too often: its failure is on record before it no longer counts as indexed."""

    def damage(self) -> None:
        super().damage()
        upload = self.store.read_record(self.name, UploadRecord)
        assert upload is not None
        for number in range(MAX_REPAIRS):
            count_repair(self.store, self.name, upload.revision, NOW - number)

    def check_reader(self) -> None:
        assert self.status() in {"indexed", "failed"}
        assert self.name in self.store.published()

    def check_done(self) -> None:
        assert self.status() == "failed"
        assert not self.store.has_record(self.name, IndexedRecord)


class Orphaned(Repair):
    """A published video of no upload: while anything of it can be found, it is found again."""

    def damage(self) -> None:
        index = self.index()
        index.ensure()
        index.publish(self.name, points(self.name, "aaaa", rows=1))
        self.store.remove_record(self.name, UploadRecord)
        self.home.instance.delete_dynamic_partition(VIDEOS, self.name)

    def index(self) -> Index:
        return factory.open_server_index(self.home.library.settings, self.home.library.models)

    def is_searchable(self) -> bool:
        return self.name in {one.video_id for one in self.index().generations()}

    def check_reader(self) -> None:
        assert not self.is_searchable() or self.name in self.store.published()

    def check_done(self) -> None:
        assert not self.is_searchable()
        assert self.name not in self.store.published()


class NoPartition(Repair):
    """A partition that is gone: nothing else is done."""

    def damage(self) -> None:
        self.home.instance.delete_dynamic_partition(VIDEOS, self.name)

    def check_reader(self) -> None:
        assert self.status() == "indexed"

    def check_done(self) -> None:
        assert self.name in self.home.instance.get_dynamic_partitions(VIDEOS)


@pytest.mark.parametrize("operation", [DamagedArtefact, TooManyRepairs, NoPartition])
def test_stopped_anywhere_the_next_check_ends_right(operation: type[Repair], home: Home) -> None:
    check_every_prefix(partial(operation, home), home.path / "store")


def test_stopped_anywhere_what_is_left_of_an_unregistered_video_is_found_again(
    home: Home, server: QdrantClient
) -> None:
    assert server.get_collections().collections == []
    check_every_prefix(partial(Orphaned, home), home.path / "store")
