"""trail: a deed is written down before it is done, with who, what and how it went; without the log it is not done."""

from __future__ import annotations

import logging
import os
import pwd
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError

from tests.support.storage.s3 import S3
from tests.support.storage.stores import in_both_places
from vindex_search.audit import folder_log, object_log
from vindex_search.audit.actor import Actor, machine_user
from vindex_search.audit.entry import Entry
from vindex_search.audit.log import AuditLog, AuditUnavailable
from vindex_search.audit.trail import Trail, trail_of
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places
ACTOR = Actor("key", "0a1b2c3d", "ci", "192.0.2.1", "request-1")
VIDEO = "team--talk-0123456789"


def entries(store: Store) -> list[Entry]:
    read = list(AuditLog(store.root).read())
    assert None not in read
    return [entry for entry in read if entry]


def test_an_entry_says_who_did_what_from_where(store: Store) -> None:
    with trail_of(store, ACTOR).deed("delete", videos=[VIDEO], detail="with its upload"):
        during = entries(store)
    before, after = entries(store)
    assert during == [before]
    assert (before.result, after.result, before.deed) == ("begun", "done", after.deed)
    assert (after.actor_kind, after.actor_id, after.actor_name) == ("key", "0a1b2c3d", "ci")
    assert (after.address, after.request_id) == ("192.0.2.1", "request-1")
    assert (after.action, after.workspace, after.video, after.detail) == ("delete", "team", VIDEO, "with its upload")
    assert datetime.now(UTC) - datetime.fromisoformat(after.at) < timedelta(minutes=5)


def test_a_deed_that_fails_says_why(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    with pytest.raises(LookupError), trail_of(store, ACTOR).deed("retry", videos=[VIDEO]):
        raise LookupError("there is none")
    assert [(entry.result, entry.detail) for entry in entries(store)] == [
        ("begun", ""),
        ("failed", "LookupError: there is none"),
    ]


def test_without_the_log_a_deed_is_refused_and_a_note_is_missed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "audit").write_text("in its place")
    trail = trail_of(Store(tmp_path, "vindex-test"), ACTOR)
    with pytest.raises(AuditUnavailable, match=r"nothing was done, as the audit log .*audit cannot be written"):
        do(trail)
    with caplog.at_level(logging.WARNING, logger="vindex.audit"):
        trail.note("sign_in", "refused")
    assert "an entry is missing, refused of sign_in" in caplog.text


def do(trail: Trail) -> None:
    with trail.deed("delete", videos=[VIDEO]):
        pytest.fail("it was done without an entry")


def test_an_s3_that_does_not_answer_refuses_a_deed_too(s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> None:
        raise EndpointConnectionError(endpoint_url="http://s3")

    monkeypatch.setattr(object_log, "append", unreachable)
    with pytest.raises(AuditUnavailable, match="Could not connect to the endpoint"):
        do(trail_of(Store(f"s3://{s3.bucket}/store", "vindex-test"), ACTOR))


def test_a_deed_that_is_done_is_not_undone_where_the_log_fails_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trail = trail_of(Store(tmp_path, "vindex-test"), ACTOR)
    with trail.deed("delete", videos=[VIDEO]):
        monkeypatch.setattr(folder_log, "append", refuse)


def refuse(folder: Path, lines: bytes) -> Iterator[None]:
    raise PermissionError("read-only")


def test_without_an_actor_it_is_the_user_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "somebody else")
    monkeypatch.setenv("USER", "somebody else")
    assert trail_of(Store(tmp_path, "vindex-test")).actor == machine_user()
    assert machine_user().id == str(os.getuid())
    assert machine_user().name == pwd.getpwuid(os.getuid()).pw_name


def test_many_videos_are_one_write_and_none_is_none(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    trail = trail_of(store, ACTOR)
    videos = [f"team--talk-{number:010d}" for number in range(3)]
    with trail.deed("retry", videos=videos), trail.deed("retry", videos=[]):
        pass
    assert [entry.video for entry in entries(store)] == videos * 2


def test_only_what_is_since_a_time_is_read_and_damage_is_told(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    trail_of(store, ACTOR).note("sign_in", "done")
    folder_log.append(
        tmp_path / "audit", b'{"at": "2020-01-01T00:00:00+00:00"}\n{"at": "2020-\n\n{"at": "2020-01-01"}\n'
    )
    read = list(AuditLog(store.root).read(datetime(2021, 1, 1, tzinfo=UTC)))
    assert [entry and entry.action for entry in read] == ["sign_in", None, None]
