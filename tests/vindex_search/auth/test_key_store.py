"""keyring: one record that a folder and an S3 store share among services; what is lost or torn opens no door."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest

from tests.support.storage.stores import in_both_places
from vindex_search.auth import key_store
from vindex_search.auth.key_store import KEYS_FILE, ApiKeyCache, create_key, read_keys, revoke_key
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places


def test_every_service_over_a_store_learns_of_new_and_revoked_keys(store: Store) -> None:
    rings = ApiKeyCache(store), ApiKeyCache(store)
    assert all(ring.empty for ring in rings)
    key, written = create_key(store, "ci", ["search"], ["team"])
    for ring in rings:
        ring.refresh()
        assert ring.find(written) == key
    assert revoke_key(store, "ci") == key
    for ring in rings:
        ring.refresh()
        assert ring.find(written) is None
        assert ring.empty


def test_a_running_service_follows_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_store, "POLL_INTERVAL_S", 0.01)
    store = Store(tmp_path, "vindex-test")
    ring = ApiKeyCache(store)
    ring.start()
    try:
        _, written = create_key(store, "ci", ["search"], [])
        waited = threading.Event()
        while ring.find(written) is None:
            waited.wait(0.01)
        revoke_key(store, "ci")
        while not ring.empty:
            waited.wait(0.01)
    finally:
        ring.stop()


def test_no_request_reads_the_store(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    _, written = create_key(store, "ci", ["search"], [])
    ring = ApiKeyCache(store)
    (tmp_path / KEYS_FILE).unlink()
    assert ring.find(written) is not None
    assert ring.find("vdx_00000000_" + "a" * 43) is None


@pytest.mark.parametrize(
    "written", ["", "vdx", "vdx__", "vdx_ü_x", "Bearer", "x" * 100_000, "vdx_0000000g_" + "a" * 43]
)
def test_what_is_no_key_is_nobody(tmp_path: Path, written: str) -> None:
    create_key(Store(tmp_path, "vindex-test"), "ci", ["search"], [])
    assert ApiKeyCache(Store(tmp_path, "vindex-test")).find(written) is None


@pytest.mark.parametrize("torn", ["", "[]", '{"keys": [{}]}', '{"keys": [{"id": "1", "scopes": ["all"]}]}', "{}"])
def test_a_record_that_is_torn_is_named_and_changes_nothing(tmp_path: Path, torn: str) -> None:
    store = Store(tmp_path, "vindex-test")
    _, written = create_key(store, "ci", ["search"], [])
    ring = ApiKeyCache(store)
    (tmp_path / KEYS_FILE).write_text(torn)
    with pytest.raises(ValueError, match=r"keys\.json is no list of keys"):
        ring.refresh()
    assert ring.find(written)
    with pytest.raises(ValueError, match=r"keys\.json is no list of keys"):
        ApiKeyCache(store)


def test_a_store_gone_missing_does_not_open_the_doors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(key_store, "POLL_INTERVAL_S", 0.01)
    store = Store(tmp_path, "vindex-test")
    create_key(store, "ci", ["search"], [])
    ring = ApiKeyCache(store)
    (tmp_path / KEYS_FILE).unlink()
    ring.start()
    with caplog.at_level(logging.WARNING, logger="vindex.keys"):
        while not caplog.records:
            threading.Event().wait(0.01)
    ring.stop()
    assert not ring.empty
    assert "keys.json is gone" in caplog.text


def test_keys_are_kept_by_name_and_revoked_by_name_or_id(tmp_path: Path) -> None:
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
