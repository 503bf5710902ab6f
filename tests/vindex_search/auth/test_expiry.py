"""expiry: days or a last day, and whatever cannot be read has expired."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vindex_search.auth.expiry import expiry_time, is_expired

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expires"),
    [
        ("1d", "2026-03-02T12:30:00+00:00"),
        ("90d", "2026-05-30T12:30:00+00:00"),
        ("2026-03-01", "2026-03-02T00:00:00+00:00"),
        ("2027-01-31", "2027-02-01T00:00:00+00:00"),
    ],
)
def test_days_from_now_or_a_last_day(text: str, expires: str) -> None:
    assert expiry_time(text, NOW) == expires
    assert not is_expired(expires, datetime.fromisoformat(expires) - timedelta(seconds=1))
    assert is_expired(expires, datetime.fromisoformat(expires))


@pytest.mark.parametrize("text", ["", "0d", "-1d", "90", "d", "1.5d", "9999999d", "later", "31.01.2027", "9999-12-31"])
def test_anything_else_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ValueError, match="is no time at which a key expires; allowed are days such as 90d"):
        expiry_time(text, NOW)


def test_what_has_passed_is_refused() -> None:
    with pytest.raises(ValueError, match="'2026-02-28' has passed"):
        expiry_time("2026-02-28", NOW)


@pytest.mark.parametrize("stored", ["", "soon", "2099-01-01", "2099-01-01T00:00:00"])
def test_a_damaged_time_lets_nobody_in(stored: str) -> None:
    assert is_expired(stored, NOW)
    assert not is_expired(None, NOW)
