from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.support.alerts.receiver import LOOPBACK, Receiver, receiver
from tests.support.storage.video_records import register
from vindex_search.alerts.delivery.backoff import MAX_TRIES, PAUSES_S, pause_after
from vindex_search.alerts.delivery.entry import Entry, change_entry, list_entries, read_entry
from vindex_search.alerts.delivery.sender import AlertSender, retry
from vindex_search.alerts.delivery.signature import signature
from vindex_search.alerts.saved_search import SavedSearch
from vindex_search.alerts.saving import new_search
from vindex_search.alerts.search_store import add_search
from vindex_search.alerts.told import ToldMoment
from vindex_search.alerts.watch.record import tell
from vindex_search.common import crash_point
from vindex_search.contract.generation import Generation, PublishedMark
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import IndexedRecord, VideoRecord
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.storage.library import alert_files
from vindex_search.storage.store import Store

KEY = "team/talk.mp4"
MOMENT = ToldMoment(id="mom_1", start_s=3.0, end_s=9.0, text="a zeppelin", channels=("speech",), chance=0.001)
MARK = PublishedMark(Generation(video_id("folder", KEY), "f1"), 3)
NETWORKS = LOOPBACK


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "store", "vindex-test")
    done = IndexedRecord(revision="1", generation="f1", run_id="r1", at="2026-01-01T00:00:00+00:00")
    register(made, KEY, VideoRecord.from_manifest({"duration_s": 30.0, "width": 64}), done)
    return made


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


def save(store: Store, webhook: str) -> SavedSearch:
    search = new_search("Airships", SearchRequest("zeppelin"), {"q": "zeppelin"}, one_in=100, webhook=webhook, by="me")
    return add_search(store, search)


def told(store: Store, search: SavedSearch) -> None:
    tell(store, MARK, "talk", {search.id: [MOMENT]}, [search])


def sender(store: Store, allowed: Any = NETWORKS) -> AlertSender:
    return AlertSender(cast(SearchService, SimpleNamespace(store=store)), allowed)


def entry_of(store: Store, search: SavedSearch) -> Entry:
    (name,) = list_entries(store, search.id)
    entry = read_entry(store, search.id, name)
    assert entry is not None
    return entry


def due_now(store: Store, search: SavedSearch) -> None:
    """Let the pause, or the claim of a process that was killed, be over."""
    (name,) = list_entries(store, search.id)
    over = {"next_at": 0.0, "claimed_until": 0.0}
    change_entry(store, search.id, name, lambda entry: entry.model_copy(update=over))


def test_a_message_arrives_signed(store: Store, hook: Receiver) -> None:
    search = save(store, hook.url)
    told(store, search)
    sender(store).send_once()
    ((headers, body),) = hook.received
    expected = signature(search.secret, headers["Webhook-Id"], int(headers["Webhook-Timestamp"]), body)
    assert headers["Webhook-Signature"] == expected
    assert b'"mom_1"' in body


def test_it_arrives_once(store: Store, hook: Receiver) -> None:
    search = save(store, hook.url)
    told(store, search)
    for _ in range(2):
        sender(store).send_once()
        told(store, search)
    assert len(hook.received) == 1


def test_a_receiver_that_fails_is_tried_later(store: Store) -> None:
    with receiver(500, 204) as hook:
        search = save(store, hook.url)
        told(store, search)
        sender(store).send_once()
        assert entry_of(store, search).problem.startswith("the receiver answered 500")
        due_now(store, search)
        sender(store).send_once()
    assert hook.ids[0] == hook.ids[1]
    assert entry_of(store, search).state == "delivered"


def test_a_redirect_is_not_followed(store: Store) -> None:
    with receiver(302) as hook:
        search = save(store, hook.url)
        told(store, search)
        sender(store).send_once()
    assert len(hook.received) == 1
    assert entry_of(store, search).tries == 1


def test_an_address_in_the_own_network_gets_nothing(store: Store, hook: Receiver) -> None:
    search = save(store, hook.url)
    told(store, search)
    sender(store, ()).send_once()
    assert hook.received == []
    assert "not on the public internet" in entry_of(store, search).problem


def test_a_message_is_given_up_at_last_and_delivered_by_hand(store: Store) -> None:
    with receiver(*[500] * MAX_TRIES, 204) as hook:
        search = save(store, hook.url)
        told(store, search)
        for _ in range(MAX_TRIES):
            due_now(store, search)
            sender(store).send_once()
        dead = alert_files.list_markers(store.root, "dead")
        assert [entry_of(store, search).state, len(dead)] == ["dead", 1]
        assert retry(store, *dead[0])
        sender(store).send_once()
    assert entry_of(store, search).state == "delivered"
    assert alert_files.list_markers(store.root, "dead") == []


def test_gone_is_final(store: Store) -> None:
    with receiver(410) as hook:
        search = save(store, hook.url)
        told(store, search)
        sender(store).send_once()
    assert entry_of(store, search).state == "dead"


def test_pauses_grow_with_some_jitter() -> None:
    for tries, least in enumerate(PAUSES_S, start=1):
        pause = pause_after(tries)
        assert pause is not None
        assert least <= pause <= 1.2 * least
    assert pause_after(MAX_TRIES) is None


@pytest.mark.parametrize(
    "point",
    ["alerts.recorded", "alerts.queued", "alerts.followed", "alerts.claimed", "alerts.posted", "alerts.delivered"],
)
def test_a_process_killed_at_any_point_tells_with_one_id(store: Store, hook: Receiver, point: str) -> None:
    search = save(store, hook.url)
    child = os.fork()
    if child == 0:  # dies as at SIGKILL: nothing of it runs after the point
        crash_point.arm(lambda name, _what: os._exit(9) if name == point else None)
        told(store, search)
        sender(store).send_once()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    told(store, search)
    due_now(store, search)
    sender(store).send_once()
    assert len(set(hook.ids)) == 1
    assert entry_of(store, search).state == "delivered"
    assert alert_files.list_markers(store.root, "outbox") == []
