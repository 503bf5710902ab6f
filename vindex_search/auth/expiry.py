"""When a key expires: read from what its maker wrote, and compared with the clock."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

DAYS_PATTERN: Final = re.compile(r"([1-9][0-9]{0,4})d")
EXPIRING_SOON: Final = timedelta(days=14)  # early enough to give out another key before anything stops
ALLOWED: Final = "days such as 90d, or a date such as 2027-01-31, the last day on which it is valid (UTC)"


def expiry_time(text: str, now: datetime) -> str:
    """The time from which a key is refused, ISO 8601 in UTC.

    Args:
        text: Days from now, such as `90d`, or a date: the last day on which the key is valid, in UTC.
        now: The time, in UTC.

    Raises:
        ValueError: neither, or it has passed; the message says what is allowed.
    """
    days = DAYS_PATTERN.fullmatch(text)
    try:
        expires = now + timedelta(days=int(days[1])) if days else _end_of(date.fromisoformat(text))
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is no time at which a key expires; allowed are {ALLOWED}") from None
    if expires <= now:
        raise ValueError(f"{text!r} has passed; allowed are {ALLOWED}")
    return expires.isoformat(timespec="seconds")


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC) + timedelta(days=1)


def is_expired(expires_at: str | None, now: datetime) -> bool:
    """Whether a key is refused by now; one that cannot be read is."""
    if expires_at is None:
        return False
    try:
        return datetime.fromisoformat(expires_at) <= now
    except (ValueError, TypeError):  # no time, or one without a zone
        return True
