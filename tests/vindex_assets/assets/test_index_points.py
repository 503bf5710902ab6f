"""Points are published before it is recorded that the video is indexed, and nothing is where a home refuses them."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl
import pytest

from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import indexed_video
from tests.support.library.video_tasks import task_for
from tests.support.storage.effects import effects
from tests.support.storage.notes import LOST
from tests.support.storage.video_records import attempted, failure
from vindex_assets.assets.index_points import describe, publish, record_success
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import AUDIO, POINTS
from vindex_search.contract.generation import Generation, PublishedMark
from vindex_search.contract.notes import to_stamp
from vindex_search.contract.records import AttemptsRecord, FailureRecord, IndexedRecord
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.usage.point_counts import read_channel_counts

NEWER = Stamp((("upload", "2"),), "2")


@dataclass
class ServerIndex:
    """An index on a server, as `publish` sees it; `trouble`: what it answers with."""

    home: Home
    trouble: Exception | None = None
    calls: list[str] = field(default_factory=list)

    def publish(self, video_id: str, points: pl.DataFrame) -> None:
        """Take the points; at that time the earlier generation is the published one."""
        mark = self.home.library.store.published()[video_id]
        self.calls.append(f"{len(points)} points beside {mark.generation.fingerprint}")
        if self.trouble:
            raise self.trouble

    def close(self) -> None:
        """End the connection."""
        self.calls.append("closed")


@pytest.fixture
def task(home: Home) -> VideoTask:
    """The last step of a video whose earlier generation is published; its points were made anew."""
    name = indexed_video(home, "team/a.mp4")
    store = home.library.store
    store.write_table(name, POINTS, store.read_table(name, POINTS), NEWER)
    store.remove_record(name, IndexedRecord)
    for record in (attempted(), failure()):
        store.write_record(name, record)
    return task_for(home, "index_points", name, NEWER, run_id="r7")


@pytest.fixture
def old(home: Home, task: VideoTask) -> str:
    """The generation that is published before."""
    return home.library.store.published()[task.video_id].generation.fingerprint


def test_a_video_is_recorded_as_indexed_when_its_points_are_published(home: Home, task: VideoTask, old: str) -> None:
    store = home.library.store
    with effects(store.root) as seen:
        publish(task)
        record_success(task)
    new_mark, old_mark = (
        PublishedMark(Generation(task.video_id, fingerprint), 1).file_name for fingerprint in (NEWER.fingerprint, old)
    )
    assert seen.by_name() == [
        "rename channels.json",
        f"rename {new_mark}",
        f"unlink {old_mark}",
        f"rename {store.collection}",  # the revision
        "rename indexed.json",
        "unlink attempts.json",
        "unlink failure.json",
    ]
    indexed = store.read_record(task.video_id, IndexedRecord)
    assert indexed is not None
    assert (indexed.revision, indexed.generation, indexed.run_id) == (task.revision, NEWER.fingerprint, "r7")
    assert store.published()[task.video_id].points == 1
    assert store.read_record(task.video_id, AttemptsRecord) is None
    assert store.read_record(task.video_id, FailureRecord) is None
    assert read_channel_counts(store, task.video_id, task.revision) is not None


def test_a_server_has_the_points_before_readers_of_the_store_see_them(
    home: Home, task: VideoTask, old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ServerIndex(home)
    monkeypatch.setattr(LibraryResource, "server_index", lambda _: server)
    publish(task)
    assert server.calls == [f"1 points beside {old}", "closed"]
    assert home.library.store.published()[task.video_id].generation.fingerprint == NEWER.fingerprint


def test_where_the_server_refuses_the_points_the_earlier_generation_stays(
    home: Home, task: VideoTask, old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ServerIndex(home, trouble=ConnectionError("the server does not answer"))
    monkeypatch.setattr(LibraryResource, "server_index", lambda _: server)
    with pytest.raises(ConnectionError):
        publish(task)
    assert server.calls[-1] == "closed"
    assert home.library.store.published()[task.video_id].generation.fingerprint == old
    assert home.library.store.read_record(task.video_id, IndexedRecord) is None


def test_what_is_published_once_more_is_the_same(home: Home, task: VideoTask) -> None:
    publish(task)
    before = home.library.store.published()
    publish(task)
    assert home.library.store.published() == before


def test_the_metadata_count_the_points_by_channel(task: VideoTask) -> None:
    metadata = describe(task)
    assert (metadata["points"], metadata["speech points"]) == (1, 1)
    assert metadata["generation"] == NEWER.fingerprint
    assert metadata["player"].value.endswith(f"/v/{task.video_id}")


def test_what_the_video_lacks_is_recorded_and_shown_once_it_is_published(home: Home, task: VideoTask) -> None:
    store = home.library.store
    assert "notes" not in describe(task)
    store.write_bytes(task.video_id, AUDIO, None, Stamp((), "1", note={"absent": "silent", **to_stamp([LOST])}))
    publish(task)
    record_success(task)
    indexed = store.read_record(task.video_id, IndexedRecord)
    assert indexed is not None
    assert indexed.notes == (LOST,)
    assert [record.data["note"] for record in describe(task)["notes"].records] == ["sound_lost"]
