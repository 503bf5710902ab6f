"""sessions: an id that nobody guesses, that ends when it was ended or is too old, on every service of the library."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.storage.stores import in_both_places
from vindex_search.auth.sessions import cache as session_cache
from vindex_search.auth.sessions import store as store_module
from vindex_search.auth.sessions.store import FOLDER, IDLE_LIFETIME, LIFETIME, MAX_SESSIONS, USED_SUFFIX, SessionStore
from vindex_search.storage import files
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places
KEY, OTHER = "0a1b2c3d", "ffffffff"
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)


class Clock:
    """A time that a test moves."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(session_cache, "MAX_AGE_S", 0.0)
    return Clock()


def test_a_session_works_on_every_service_until_it_is_ended_on_one(store: Store, clock: Clock) -> None:
    here, there = SessionStore(store, clock), SessionStore(store, clock)
    begun, kept = here.create(KEY), here.create(KEY)
    assert [one.find(begun) for one in (here, there, SessionStore(store, clock))] == [KEY] * 3
    there.end(begun)
    assert [one.find(begun) for one in (here, there)] == [None, None]
    assert here.find(kept) == KEY


def test_the_store_does_not_say_the_id(store: Store, clock: Clock) -> None:
    begun = SessionStore(store, clock).create(KEY)
    names = files.list_names(store.root / FOLDER / KEY)
    assert len(names) == 1
    assert begun.rpartition("_")[2] not in names[0]
    for stolen in (names[0], f"vds_{KEY}_{names[0][:43]}"):
        assert SessionStore(store, clock).find(stolen) is None


@pytest.mark.parametrize("guess", ["", "vds_", f"vds_{KEY}_{'a' * 43}", f"vds_../{KEY}_{'a' * 43}", "x" * 100_000, "é"])
def test_a_guess_is_no_session(tmp_path_store: Store, guess: str) -> None:
    sessions = SessionStore(tmp_path_store)
    begun = sessions.create(KEY)
    for wrong in (guess, begun.replace(KEY, OTHER), begun[:-1], begun + "\n", begun + USED):
        assert sessions.find(wrong) is None
        sessions.end(wrong)
    assert sessions.find(begun) == KEY


USED = USED_SUFFIX


@pytest.fixture
def tmp_path_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("store"), "vindex-test")


def test_a_session_that_is_used_lasts_to_its_absolute_end(tmp_path_store: Store, clock: Clock) -> None:
    held = SessionStore(tmp_path_store, clock)
    begun = held.create(KEY)
    while clock.now + timedelta(days=6) < BEGAN + LIFETIME:
        clock.now += timedelta(days=6)
        assert held.find(begun) == KEY
    clock.now = BEGAN + LIFETIME
    assert held.find(begun) is None
    clock.now = BEGAN + timedelta(days=29)
    assert held.find(begun) is None, "one that was too old is removed"


def test_a_full_disk_signs_nobody_out(tmp_path_store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    held = SessionStore(tmp_path_store, clock)
    begun = held.create(KEY)
    clock.now += timedelta(days=2)
    monkeypatch.setattr(files, "write", full_disk)
    assert held.find(begun) == KEY


def full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, "no space left on device")


def test_a_session_that_is_not_used_ends(tmp_path_store: Store, clock: Clock) -> None:
    held = SessionStore(tmp_path_store, clock)
    begun = held.create(KEY)
    clock.now += IDLE_LIFETIME
    assert held.find(begun) is None


def test_a_use_that_is_noted_late_brings_no_ended_session_back(tmp_path_store: Store, clock: Clock) -> None:
    held = SessionStore(tmp_path_store, clock)
    begun = held.create(KEY)
    path = held._path(begun)
    held.end(begun)
    files.write(path.parent / f"{path.name}{USED}", clock.now.isoformat().encode())
    assert held.find(begun) is None


@pytest.mark.parametrize("damage", [b"", b"\xff", b"2026-03-01", b"2026-03-01T00:00:00", b"9999-01-01T00:00:00+00:00"])
def test_a_damaged_record_lets_nobody_in(tmp_path_store: Store, clock: Clock, damage: bytes) -> None:
    held = SessionStore(tmp_path_store, clock)
    begun = held.create(KEY)
    files.write(held._path(begun), damage)
    assert held.find(begun) is None


def test_the_oldest_sessions_of_a_key_make_room(
    tmp_path_store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "MAX_SESSIONS", 3)
    held, begun = SessionStore(tmp_path_store, clock), []
    other = held.create(OTHER)
    for _ in range(5):
        clock.now += timedelta(minutes=1)
        begun.append(held.create(KEY))
    assert [held.find(one) for one in begun] == [None, None, KEY, KEY, KEY]
    assert held.find(other) == OTHER
    assert MAX_SESSIONS >= 10, "a person has several browsers"


def test_all_sessions_of_one_key_end_at_once(store: Store, clock: Clock) -> None:
    held = SessionStore(store, clock)
    begun, other = [held.create(KEY) for _ in range(3)], held.create(OTHER)
    held.end_all(KEY)
    assert [held.find(one) for one in begun] == [None] * 3
    assert held.find(other) == OTHER


def test_a_session_needs_the_id_of_a_key(tmp_path_store: Store) -> None:
    with pytest.raises(ValueError, match=r"'\.\./x' is no id of a key; allowed are 8 hex digits"):
        SessionStore(tmp_path_store).create("../x")
