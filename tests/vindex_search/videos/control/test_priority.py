"""priority: of what is not indexed, idempotent, written down; `normal` takes it back."""

from __future__ import annotations

import pytest

from tests.support.storage.video_records import indexed, register
from vindex_search.audit.actor import Actor
from vindex_search.audit.log import AuditLog
from vindex_search.contract.runs.control import Priority, PriorityRecord
from vindex_search.storage.store import Store
from vindex_search.videos.control.priority import NotWaiting, parse_priority, set_priorities, set_priority
from vindex_search.videos.video import get_video


def priority_of(store: Store, name: str) -> Priority:
    video = get_video(store, name)
    assert video is not None
    return video.priority


def test_the_last_priority_holds_and_normal_leaves_no_record(store: Store) -> None:
    name = register(store, "team/a.mp4")
    assert priority_of(store, name) == "normal"
    for priority in ("low", "high", "high"):
        assert set_priorities(store, [name, name], parse_priority(priority)) == [name]
    assert priority_of(store, name) == "high"
    assert store.dirty() == [name]
    set_priorities(store, [name], "normal")
    assert priority_of(store, name) == "normal"
    assert not store.has_record(name, PriorityRecord)


def test_what_is_indexed_has_none(store: Store) -> None:
    waiting, done = register(store, "team/a.mp4"), register(store, "team/b.mp4", indexed())
    with pytest.raises(NotWaiting, match=f"{done} is indexed; only a video that is not indexed yet has a priority"):
        set_priorities(store, [waiting, done], "high")
    assert priority_of(store, waiting) == "normal"


@pytest.mark.parametrize("text", ["urgent", "", "High", "high "])
def test_an_unknown_priority_is_named_with_those_that_are_allowed(text: str) -> None:
    with pytest.raises(ValueError, match=f"priority {text!r} is not known; allowed are high, normal, low"):
        parse_priority(text)


def test_it_is_written_down_with_its_value(store: Store) -> None:
    name = register(store, "team/a.mp4")
    video = get_video(store, name)
    assert video is not None
    set_priority(store, video, "low", actor=Actor("key", "k1", "ada"))
    entries = [entry for entry in AuditLog(store.root).read() if entry]
    assert [(one.action, one.result, one.video, one.detail) for one in entries] == [
        ("priority", "begun", name, "low"),
        ("priority", "done", name, "low"),
    ]
    record = store.read_record(name, PriorityRecord)
    assert record is not None
    assert record.by == "ada"
