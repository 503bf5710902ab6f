"""key_store: one record that all services follow; a damaged or missing record lets nobody in."""

from __future__ import annotations

import logging
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.concurrency.waiting import until
from tests.support.storage.stores import in_both_places
from vindex_search.audit.actor import Actor
from vindex_search.audit.log import AuditLog, AuditUnavailable
from vindex_search.auth import key_store
from vindex_search.auth.key_record import KEYS_FILE, change_record
from vindex_search.auth.key_store import MAX_AGE_S, ApiKeyCache, create_key, read_keys, require_keys, revoke_key
from vindex_search.auth.sessions.store import SessionStore
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places
CREATORS = 4


def test_every_service_follows_new_and_revoked_keys(store: Store) -> None:
    caches = ApiKeyCache(store), ApiKeyCache(store)
    assert all(cache.empty for cache in caches)
    key, token = create_key(store, "ci", ["search"], ["team"])
    for cache in caches:
        cache.refresh()
        assert cache.find(token) == key
    assert revoke_key(store, "ci") == key
    for cache in caches:
        cache.refresh()
        assert cache.find(token) is None
        assert cache.empty


def test_a_started_cache_follows_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_store, "POLL_INTERVAL_S", 0.01)
    store = Store(tmp_path, "vindex-test")
    cache = ApiKeyCache(store)
    cache.start()
    try:
        _, token = create_key(store, "ci", ["search"], [])
        until(lambda: cache.find(token))
        revoke_key(store, "ci")
        until(lambda: cache.empty)
    finally:
        cache.stop()


def test_no_request_reads_the_store(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    _, token = create_key(store, "ci", ["search"], [])
    cache = ApiKeyCache(store)
    (tmp_path / KEYS_FILE).unlink()
    assert cache.find(token) is not None
    assert cache.find("vdx_00000000_" + "a" * 43) is None


def with_secret_of(token: str, other: str) -> str:
    """A token with the id of one and the secret of another."""
    return "_".join([*token.split("_", 2)[:2], other.split("_", 2)[2]])


def test_the_id_of_a_key_with_a_wrong_secret_is_no_key(store: Store) -> None:
    made = [create_key(store, name, ["search"], [])[1] for name in ("ci", "page")]
    cache = ApiKeyCache(store)
    assert [cache.find(token) for token in made] == list(read_keys(store))
    first, second = made
    for wrong in (with_secret_of(first, second), with_secret_of(second, first), first[:-1] + flipped(first[-1])):
        assert cache.find(wrong) is None


def flipped(character: str) -> str:
    """Another character that a secret may have."""
    return "B" if character == "A" else "A"


@pytest.mark.parametrize("token", ["", "vdx", "vdx__", "vdx_ü_x", "Bearer", "x" * 100_000, "vdx_0000000g_" + "a" * 43])
def test_a_malformed_token_is_no_key(tmp_path: Path, token: str) -> None:
    create_key(Store(tmp_path, "vindex-test"), "ci", ["search"], [])
    assert ApiKeyCache(Store(tmp_path, "vindex-test")).find(token) is None


@pytest.mark.parametrize("damaged", ["", "[]", '{"keys": [{}]}', '{"keys": [{"id": "1", "scopes": ["all"]}]}', "{}"])
def test_a_damaged_record_is_an_error_and_changes_nothing(tmp_path: Path, damaged: str) -> None:
    store = Store(tmp_path, "vindex-test")
    _, token = create_key(store, "ci", ["search"], [])
    cache = ApiKeyCache(store)
    (tmp_path / KEYS_FILE).write_text(damaged)
    with pytest.raises(ValueError, match=r"keys\.json is no list of keys"):
        cache.refresh()
    assert cache.find(token)
    with pytest.raises(ValueError, match=r"keys\.json is no list of keys"):
        ApiKeyCache(store)


def test_a_missing_store_does_not_open_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(key_store, "POLL_INTERVAL_S", 0.01)
    store = Store(tmp_path, "vindex-test")
    create_key(store, "ci", ["search"], [])
    cache = ApiKeyCache(store)
    (tmp_path / KEYS_FILE).unlink()
    cache.start()
    with caplog.at_level(logging.WARNING, logger="vindex.keys"):
        until(lambda: caplog.records)
    cache.stop()
    assert not cache.empty
    assert "keys: could not be read, the last known keys stay valid for 10 s" in caplog.text
    assert "keys.json is gone" in caplog.text


def test_keys_are_unique_by_name_and_revoked_by_name_or_id(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    first, _ = create_key(store, "ci", ["search"], [])
    second, _ = create_key(store, "page", ["admin"], [])
    assert read_keys(store) == (first, second)
    for taken in ("ci", second.id):
        with pytest.raises(ValueError, match=f"there is a key '{taken}' already"):
            create_key(store, taken, ["search"], [])
    revoke_key(store, second.id)
    with pytest.raises(ValueError, match=rf"there is no key 'page'; there are: {first.id} \(ci\)"):
        revoke_key(store, "page")
    assert read_keys(store) == (first,)


def test_a_key_is_added_after_those_that_are_there(store: Store) -> None:
    made = [create_key(store, name, ["search"], ["team"])[0] for name in ("c", "a", "b")]
    assert list(read_keys(store)) == made


def test_only_the_revoked_key_goes(store: Store) -> None:
    first, second, third = (create_key(store, name, ["search"], [])[0] for name in ("a", "b", "c"))
    assert revoke_key(store, "b") == second
    assert read_keys(store) == (first, third)


def test_a_library_without_keys_has_none_to_revoke(store: Store) -> None:
    assert read_keys(store) == ()
    with pytest.raises(ValueError, match="there is no key 'ci'; there are: none"):
        revoke_key(store, "ci")


def test_a_malformed_key_is_not_stored(store: Store) -> None:
    with pytest.raises(ValueError, match="scope 'all' is unknown"):
        create_key(store, "ci", ["all"], [])
    assert read_keys(store) == ()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org"])
def test_a_library_without_keys_is_not_served_to_other_machines(tmp_path: Path, host: str) -> None:
    store = Store(tmp_path, "vindex-test")
    with pytest.raises(ValueError, match=f"'{host}' can be reached from other machines, and this library has no keys"):
        require_keys(store, host)
    for here in ("127.0.0.1", "localhost", "::1"):
        require_keys(store, here)
    create_key(store, "ci", ["search"], [])
    require_keys(store, host)


def test_a_library_that_never_had_keys_goes_on_without_them(tmp_path: Path) -> None:
    cache = ApiKeyCache(Store(tmp_path, "vindex-test"))
    cache.refresh()
    assert cache.empty
    assert cache.open


def test_the_last_revoked_key_leaves_a_closed_library(store: Store) -> None:
    create_key(store, "ci", ["search"], [])
    followed = ApiKeyCache(store)
    revoke_key(store, "ci")
    followed.refresh()
    for cache in (followed, ApiKeyCache(store)):
        assert (cache.open, cache.empty) == (False, True)
    require_keys(store, "0.0.0.0")


def test_keys_that_two_people_make_at_once_are_both_kept(tmp_path: Path) -> None:
    store, together = Store(tmp_path, "vindex-test"), threading.Barrier(CREATORS)

    def create(number: int) -> str:
        together.wait()
        return create_key(store, f"key {number}", ["search"], [])[1]

    with ThreadPoolExecutor(CREATORS) as pool:
        tokens = list(pool.map(create, range(CREATORS)))
    assert len(read_keys(store)) == CREATORS
    assert all(map(ApiKeyCache(store).find, tokens))


def test_keys_that_cannot_be_read_anew_are_not_trusted_for_long(tmp_path: Path) -> None:
    store, now = Store(tmp_path, "vindex-test"), [0.0]
    create_key(store, "ci", ["search"], [])
    cache = ApiKeyCache(store, lambda: now[0])
    told = []
    for started, passed in ((False, 1000.0), (True, 0.0), (True, MAX_AGE_S), (True, MAX_AGE_S + 0.1)):
        cache._started, cache._read_at = started, now[0] - passed  # without its thread, which would read them
        told.append(cache.stale)
    assert told == [False, False, False, True], "before it is started nobody reads them anew"
    cache.refresh()
    assert not cache.stale


def test_an_expired_key_is_known_and_not_valid(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    key, token = create_key(store, "ci", ["search"], [], expires="1d")
    assert ApiKeyCache(store).valid(key.id) == key
    passed = key.model_copy(update={"expires_at": "2026-01-01T00:00:00+00:00"})
    change_record(store, lambda _: ([passed], None))
    cache = ApiKeyCache(store)
    assert (cache.find(token), cache.valid(key.id)) == (passed, None)


def test_a_revoked_key_takes_its_sessions_along(store: Store) -> None:
    key, _ = create_key(store, "ci", ["search"], [])
    session = SessionStore(store).create(key.id)
    revoke_key(store, "ci")
    assert SessionStore(store).find(session) is None


def test_without_the_audit_log_no_key_is_made_or_revoked(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    create_key(store, "ci", ["search"], [])
    shutil.rmtree(tmp_path / "audit")
    (tmp_path / "audit").touch()
    with pytest.raises(AuditUnavailable):
        create_key(store, "page", ["search"], [])
    with pytest.raises(AuditUnavailable):
        revoke_key(store, "ci")
    assert [key.name for key in read_keys(store)] == ["ci"]


def test_keys_are_written_down_without_their_secret(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    key, token = create_key(store, "ci", ["search"], ["team"])
    revoke_key(store, "ci", actor=Actor("key", "1", "root"))
    entries = [entry for entry in AuditLog(store.root).read() if entry and entry.result == "done"]
    assert [(one.action, one.actor_kind, one.detail) for one in entries] == [
        ("key_create", "user", f"{key.id} (ci) for search in team"),
        ("key_revoke", "key", f"{key.id} (ci)"),
    ]
    assert token.rpartition("_")[2] not in str(entries)


def test_a_store_that_cannot_be_read_is_not_a_damaged_record(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    (tmp_path / KEYS_FILE).mkdir()
    with pytest.raises(IsADirectoryError):
        read_keys(store)


def test_only_a_change_of_the_keys_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(tmp_path, "vindex-test")
    cache = ApiKeyCache(store)
    create_key(store, "ci", ["search"], [])
    with caplog.at_level(logging.INFO, logger="vindex.keys"):
        cache.refresh()
        cache.refresh()
    assert caplog.messages == ["keys: 1 are valid now"]
