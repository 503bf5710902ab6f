"""key_report: what an operator is told of keys that end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vindex_search.auth.api_keys import ApiKey, generate_key
from vindex_search.auth.key_report import key_notices

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def key(name: str, expires_in: timedelta | None) -> ApiKey:
    made, _ = generate_key(name, ["search"], [])
    return made.model_copy(update={"expires_at": (NOW + expires_in).isoformat() if expires_in is not None else None})


def test_expired_and_expiring_keys_are_named() -> None:
    keys = (
        key("never", None),
        key("later", timedelta(days=20)),
        key("soon", timedelta(days=13)),
        key("old", timedelta()),
    )
    told = list(key_notices(keys, NOW))
    assert len(told) == 2
    assert "(soon) expires at 2026-03-14" in told[0]
    assert "(old) has expired at 2026-03-01" in told[1]


def test_a_library_that_all_keys_were_taken_from_is_told_and_an_open_one_is_not() -> None:
    assert list(key_notices(None)) == []
    (told,) = key_notices(())
    assert "every request is refused" in told
