"""When a video was recorded, as far as anybody says: a day, or a clock time with or without its offset from UTC.

    "2026-03-01"                   a day: no clock time of a moment follows from it
    "2026-03-01T12:00:00"          a clock time of an unknown zone, as most cameras write it
    "2026-03-01T12:00:00+01:00"    a clock time with its offset

Kept as such a text, in ISO 8601, because what is not known must not be made up.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

FIRST_YEAR: Final = 1870  # before the first film; also the zero of containers, 1904 and 1970, see `is_container_time`
DAY: Final = re.compile(r"(\d{4})[-:/.]?(\d{2})[-:/.]?(\d{2})", re.ASCII)
DOTTED_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
CLOCK: Final = re.compile(r"(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?", re.ASCII)
OFFSET: Final = re.compile(r"(?:Z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?", re.ASCII | re.IGNORECASE)
MAX_LENGTH: Final = 64  # characters of a time that anybody writes
MAX_OFFSET: Final = timedelta(hours=15)  # from UTC; the farthest zone has 14
DAY_LENGTH: Final = len("2026-03-01")
EPOCHS: Final = ("1904-01-01", "1970-01-01")  # what a device without a clock writes into a container


def parse_recorded(value: Any) -> str | None:
    """A stated time as this module keeps it; None where it cannot be read, or lies before film or in the far future.

    Read are ISO 8601 and its variants of EXIF (`2026:03:01 12:00:00`), QuickTime (`+0100`) and yt-dlp (`20260301`),
    dotted days (`1.3.2026`), the dates of mail (RFC 2822), and seconds since 1970. Days with slashes whose order
    differs by country are not guessed.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_timestamp(value)
    if not isinstance(value, str) or not (text := value.strip()) or len(text) > MAX_LENGTH:
        return None
    try:
        return _plausible(_parse(text))
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def is_recorded(text: str) -> bool:
    """Whether a text is a time as this module keeps it."""
    return parse_recorded(text) == text


def day_of(recorded: str) -> str:
    """The day alone."""
    return recorded[:DAY_LENGTH]


def instant(recorded: str) -> str:
    """The time in UTC to the second, as filters compare it: a day begins at midnight, an unknown zone counts as UTC."""
    parsed = datetime.fromisoformat(recorded)
    return _aware(parsed).astimezone(UTC).isoformat(timespec="seconds")


def wall_clock(recorded: str | None, second: float) -> str | None:
    """The clock time of a moment, to the millisecond, with the offset where it is known; None where only a day is."""
    if recorded is None or len(recorded) <= DAY_LENGTH or not math.isfinite(second):
        return None
    try:
        return (datetime.fromisoformat(recorded) + timedelta(seconds=second)).isoformat(timespec="milliseconds")
    except OverflowError:
        return None


def is_container_time(recorded: str) -> bool:
    """Whether a time from inside a file is one of a clock that was set."""
    return not recorded.startswith(EPOCHS)


def _parse(text: str) -> datetime | str:
    day = DAY.match(text)
    if day is None:
        return _of_other_order(text)
    date = "-".join(day.groups())
    rest = text[day.end() :].lstrip(" Tt")
    if not rest:
        return datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC).strftime("%Y-%m-%d")
    clock = CLOCK.match(rest)
    if clock is None:
        raise ValueError(text)
    hour, minute, second = (part or "00" for part in clock.groups())
    return datetime.fromisoformat(f"{date}T{hour}:{minute}:{second}{_offset(rest[clock.end() :].strip())}")


def _of_other_order(text: str) -> datetime | str:
    if dotted := DOTTED_DAY.fullmatch(text):
        day, month, year = map(int, dotted.groups())
        return f"{datetime(year, month, day, tzinfo=UTC):%Y-%m-%d}"
    return parsedate_to_datetime(text)


def _offset(text: str) -> str:
    if not text:
        return ""
    found = OFFSET.fullmatch(text)
    if found is None:
        raise ValueError(text)
    sign, hours, minutes = found.groups()
    return f"{sign}{hours}:{minutes or '00'}" if sign else "+00:00"


def _of_timestamp(seconds: float) -> str | None:
    try:
        return _plausible(datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _plausible(parsed: datetime | str) -> str | None:
    moment = datetime.fromisoformat(parsed) if isinstance(parsed, str) else parsed
    offset = moment.utcoffset() or timedelta()
    last_year = datetime.now(UTC).year + 1  # clocks are a little fast, and a talk may be announced
    if not FIRST_YEAR <= moment.year <= last_year or abs(offset) >= MAX_OFFSET:
        return None
    return parsed if isinstance(parsed, str) else moment.isoformat(timespec="seconds")


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
