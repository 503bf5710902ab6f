"""cancel: what is not indexed, idempotent, written down, and taken back by a retry."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.storage.effects import effects
from tests.support.storage.prefixes import Operation, check_every_prefix
from tests.support.storage.video_records import attempted, cancelled, failure, indexed, register, repaired
from vindex_search.audit.actor import Actor
from vindex_search.audit.log import AuditLog, AuditUnavailable
from vindex_search.contract.record_format import Record
from vindex_search.contract.records import AttemptsRecord, FailureRecord, UploadRecord
from vindex_search.contract.runs.control import CancelRecord
from vindex_search.contract.runs.heartbeat import StepHeartbeat
from vindex_search.storage.runs import heartbeats
from vindex_search.storage.store import Store
from vindex_search.videos.control.cancel import NotCancellable, cancel_video, cancel_videos, is_worked_on
from vindex_search.videos.control.retry import retry_videos
from vindex_search.videos.delete import VideoBusy, delete_video, require_idle
from vindex_search.videos.video import Video, VideoFilter, get_video, list_videos

ADA = Actor("key", "k1", "ada")


def video_of(store: Store, name: str) -> Video:
    video = get_video(store, name)
    assert video is not None
    return video


@pytest.mark.parametrize("records", [[], [attempted()], [failure(), attempted()], [indexed("0")]], ids=len)
def test_whatever_is_not_indexed_can_be_cancelled(store: Store, records: list[Record]) -> None:
    name = register(store, "team/a.mp4", *records)
    cancel_video(store, video_of(store, name), actor=ADA)
    found = video_of(store, name)
    assert (found.status, found.reason, found.failed_asset) == ("cancelled", None, None)
    assert list(list_videos(store, VideoFilter(status="cancelled"))) == [found]
    assert store.dirty() == [name]


def test_a_second_request_changes_nothing_but_has_the_sensor_look_again(store: Store) -> None:
    name = register(store, "team/a.mp4")
    cancel_video(store, video_of(store, name), actor=ADA)
    first = store.read_record(name, CancelRecord)
    store.clear_dirty([name])
    cancel_video(store, video_of(store, name), actor=Actor("key", "k2", "eve"))
    assert store.read_record(name, CancelRecord) == first
    assert first is not None
    assert (first.revision, first.by) == ("1", "ada")
    assert store.dirty() == [name]


def test_what_is_indexed_is_refused_by_its_status_and_none_is_cancelled(store: Store) -> None:
    waiting, done = register(store, "team/a.mp4"), register(store, "team/b.mp4", indexed())
    with pytest.raises(NotCancellable, match=f"{done} is indexed; only a video that is not indexed yet"):
        cancel_videos(store, [waiting, done])
    assert video_of(store, waiting).status == "waiting"
    assert store.dirty() == []


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ([], "name what to cancel"),
        (["../../x"], "'../../x' is no video id"),
        (["team--gone-0000000000"], "there is no video team--gone-0000000000"),
    ],
)
def test_an_invalid_request_is_refused_with_a_sentence(store: Store, names: list[str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        cancel_videos(store, names)
    assert store.dirty() == []


def test_a_cancellation_is_written_down_or_not_done(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    name, other = (register(store, f"team/{number}.mp4") for number in range(2))
    assert cancel_videos(store, [name, name], actor=ADA) == [name]
    entries = [entry for entry in AuditLog(store.root).read() if entry]
    assert [(one.action, one.result, one.video, one.workspace, one.actor_id) for one in entries] == [
        ("cancel", "begun", name, "team", "k1"),
        ("cancel", "done", name, "team", "k1"),
    ]
    (tmp_path / "audit").rename(tmp_path / "moved")
    (tmp_path / "audit").touch()
    with pytest.raises(AuditUnavailable):
        cancel_videos(store, [other])
    assert video_of(store, other).status == "waiting"


def test_a_newer_upload_ignores_it(store: Store) -> None:
    name = register(store, "team/a.mp4", cancelled())
    register(store, "team/a.mp4", version="2")
    assert video_of(store, name).status == "waiting"


def test_a_retry_takes_it_back_with_what_was_tried(store: Store) -> None:
    name = register(store, "team/a.mp4", failure(), attempted(), repaired(), cancelled())
    assert retry_videos(store, failed=True) == []
    assert retry_videos(store, [name]) == [name]
    assert video_of(store, name).status == "waiting"
    assert not any(store.has_record(name, kind) for kind in (CancelRecord, FailureRecord, AttemptsRecord))


def test_a_cancelled_video_is_deleted_once_no_step_works_on_it(store: Store, tmp_path: Path) -> None:
    from vindex_search.settings import Settings
    from vindex_search.storage.bucket import open_bucket

    name = register(store, "team/a.mp4", attempted(), cancelled())
    beat = StepHeartbeat("r1", "frames", name, 0.5, began=1.0, at=2.5, host="one", pid=7)
    heartbeats.write_step(store.root, beat)
    with pytest.raises(VideoBusy, match="is stopping: try again"):
        require_idle(video_of(store, name), store)
    heartbeats.remove_step(store.root, "r1", "frames")
    assert not is_worked_on(store, name)
    require_idle(video_of(store, name), store)
    delete_video(Settings(), store, open_bucket(str(tmp_path / "uploads")), name, upload=True)
    assert not store.has_record(name, UploadRecord)
    assert not store.has_record(name, CancelRecord)


class Cancel(Operation):
    """A video that a run works on."""

    def __init__(self, root: str) -> None:
        self.store = Store(root, "vindex-test")
        self.name = register(self.store, "team/a.mp4", attempted())

    def act(self) -> None:
        cancel_videos(self.store, [self.name])

    def check_reader(self) -> None:
        if self.store.has_record(self.name, CancelRecord):
            assert self.store.dirty() == [self.name]

    def check_done(self) -> None:
        assert video_of(self.store, self.name).status == "cancelled"
        assert self.store.dirty() == [self.name]


def test_stopped_anywhere_the_sensor_looks_at_what_was_cancelled(tmp_path: Path) -> None:
    check_every_prefix(Cancel, tmp_path)


def test_a_tick_in_between_does_not_hide_it(tmp_path: Path) -> None:
    world = Cancel(str(tmp_path))

    def tick(_made: int) -> None:
        if not world.store.has_record(world.name, CancelRecord):
            world.store.clear_dirty([world.name])

    with effects(tmp_path, meanwhile=tick):
        world.act()
    world.check_done()
