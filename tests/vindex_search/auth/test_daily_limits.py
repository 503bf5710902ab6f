"""daily_limits: a key gets what it is allowed a day and no more, on however many services it asks at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.storage.stores import in_both_places
from vindex_search.auth.daily_limits import FOLDER, Booking, DailyLimits, OverLimit
from vindex_search.storage import files
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SERVICES = 6


def test_the_uploads_of_all_services_are_counted_together(store: Store) -> None:
    here, there = (DailyLimits(store, uploads=2, size=0, now=lambda: NOON) for _ in range(2))
    here.begin("a", 10)
    there.begin("a", 10)
    for limits in (here, there):
        with pytest.raises(OverLimit, match=r"made 2 uploads today; allowed are 2 a day \(UTC\)") as over:
            limits.begin("a", 0)
        assert over.value.wait_s == 12 * 3600
    assert there.begin("b", 10) is not None


def test_services_that_ask_at_once_get_no_more(tmp_path: Path) -> None:
    together = threading.Barrier(SERVICES)

    def ask(_number: int) -> bool:
        limits = DailyLimits(Store(tmp_path, "vindex-test"), uploads=2, size=0)
        together.wait()
        try:
            return limits.begin("a", 1) is not None
        except OverLimit:
            return False

    with ThreadPoolExecutor(SERVICES) as pool:
        assert sum(pool.map(ask, range(SERVICES))) == 2


def test_bytes_are_booked_before_they_come_and_corrected_after(store: Store) -> None:
    limits = DailyLimits(store, uploads=0, size=100, now=lambda: NOON)
    declared, unknown = limits.begin("a", 60), limits.begin("a", 0)
    assert [booking and booking.allowed for booking in (declared, unknown)] == [100, 40]
    limits.settle(unknown, 30)
    with pytest.raises(OverLimit, match="has 11 bytes, and this key may upload 10 more today"):
        limits.begin("a", 11)
    limits.settle(declared, None)
    assert limits.begin("a", 70) is not None
    with pytest.raises(OverLimit):
        limits.begin("a", 0)


def test_the_next_day_begins_anew_and_old_days_go(tmp_path: Path) -> None:
    now = [NOON]
    store = Store(tmp_path, "vindex-test")
    limits = DailyLimits(store, uploads=1, size=0, now=lambda: now[0])
    booking = limits.begin("a", 5)
    now[0] += timedelta(days=1)
    assert limits.begin("a", 5) is not None
    limits.settle(booking, None)
    with pytest.raises(OverLimit):
        limits.begin("a", 5)
    now[0] += timedelta(days=30)
    limits.begin("a", 5)
    assert files.list_names(store.root / FOLDER) == ["2026-04-01"]


def test_without_a_limit_or_a_key_nothing_is_counted(tmp_path: Path) -> None:
    store = Store(tmp_path, "vindex-test")
    assert DailyLimits(store, uploads=0, size=0).begin("a", 10) is None
    limits = DailyLimits(store, uploads=1, size=1)
    assert limits.begin("", 10) is None
    limits.settle(None, 3)
    assert files.list_names(store.root) == []


@pytest.mark.parametrize("damage", [b"", b"[]", b"{", b'{"uploads": "many"}'])
def test_a_damaged_count_begins_anew(tmp_path: Path, damage: bytes) -> None:
    store = Store(tmp_path, "vindex-test")
    limits = DailyLimits(store, uploads=1, size=9, now=lambda: NOON)
    files.write(store.root / FOLDER / "2026-03-01" / "a", damage)
    assert limits.begin("a", 4) == Booking("a", "2026-03-01", 4, 9)
