"""retry: only failed videos, idempotent, and safe to interrupt."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.storage.video_records import attempted, failure, indexed, register, repaired
from vindex_search.audit.actor import Actor
from vindex_search.audit.log import AuditLog, AuditUnavailable
from vindex_search.contract.record_format import Record
from vindex_search.contract.records import AttemptsRecord, FailureRecord, RepairsRecord
from vindex_search.storage.store import Store
from vindex_search.videos.control.retry import NotFailed, retry_videos
from vindex_search.videos.video import get_video


def dirty_marks(store: Store) -> list[str]:
    folder = Path(str(store.root)) / "touched"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def failed(store: Store, key: str) -> str:
    return register(store, key, failure(), attempted(), repaired())


def status(store: Store, video_id: str) -> str:
    video = get_video(store, video_id)
    assert video is not None
    return video.status


def test_the_failure_is_cleared_and_the_video_marked_dirty(store: Store) -> None:
    name = failed(store, "team/a.mp4")
    assert retry_videos(store, [name, name]) == [name]
    assert status(store, name) == "waiting"
    assert not any(store.has_record(name, kind) for kind in (FailureRecord, AttemptsRecord, RepairsRecord))
    assert dirty_marks(store) == [name]


def test_a_retry_is_written_down_or_not_done(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    name, other = (register(store, f"team/{number}.mp4") for number in range(2))
    for video in (name, other):
        store.write_record(video, failure())
    retry_videos(store, [name], actor=Actor("dagster", "run-1", "dagster"))
    entries = [entry for entry in AuditLog(store.root).read() if entry]
    assert [(one.action, one.result, one.video, one.actor_id) for one in entries] == [
        ("retry", "begun", name, "run-1"),
        ("retry", "done", name, "run-1"),
    ]
    (tmp_path / "audit").rename(tmp_path / "moved")
    (tmp_path / "audit").touch()
    with pytest.raises(AuditUnavailable):
        retry_videos(store, failed=True)
    assert store.read_record(other, FailureRecord) is not None


def test_retry_is_idempotent(store: Store) -> None:
    name = failed(store, "team/a.mp4")
    assert retry_videos(store, [name]) == retry_videos(store, [name]) == [name]
    assert status(store, name) == "waiting"


@pytest.mark.parametrize(("record", "says"), [(indexed(), "is indexed"), (attempted(), "is processing")])
def test_a_video_that_has_not_failed_is_refused_and_none_is_retried(store: Store, record: Record, says: str) -> None:
    first, other = failed(store, "team/a.mp4"), register(store, "team/b.mp4", record)
    with pytest.raises(NotFailed, match=f"{other} {says}; only a failed video"):
        retry_videos(store, [first, other])
    assert status(store, first) == "failed"
    assert dirty_marks(store) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({}, "name what to retry"),
        ({"video_ids": ["everything"]}, "'everything' is no video id"),
        ({"video_ids": ["team--gone-0000000000"]}, "there is no video team--gone-0000000000"),
        ({"workspace": "No!"}, "workspace 'No!' is not"),
        ({"workspace": "No!", "failed": True}, "workspace 'No!' is not"),
    ],
)
def test_an_invalid_request_is_refused_with_a_sentence(store: Store, arguments: dict[str, object], says: str) -> None:
    name = failed(store, "team/a.mp4")
    with pytest.raises(ValueError, match=says):
        retry_videos(store, **arguments)  # type: ignore[arg-type]
    assert status(store, name) == "failed"


def test_all_failed_videos_or_those_of_a_workspace(store: Store) -> None:
    a, b = failed(store, "team/a.mp4"), failed(store, "team/b.mp4")
    other = failed(store, "other/c.mp4")
    register(store, "team/d.mp4", indexed())
    assert retry_videos(store, workspace="other") == [other]
    assert retry_videos(store, failed=True, workspace="nobody") == []
    assert sorted(retry_videos(store, failed=True)) == sorted([a, b])
    assert retry_videos(store, failed=True) == []
