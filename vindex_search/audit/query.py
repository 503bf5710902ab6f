"""Which entries of the audit log are wanted, and how they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from vindex_search.audit.entry import ACTIONS, Entry

DAYS_PATTERN: Final = re.compile(r"([0-9]{1,5})d")


def since_time(text: str) -> datetime:
    """The time that `7d` (days ago) or a date (its beginning, UTC) names.

    Raises:
        ValueError: neither; the message says what is allowed.
    """
    days = DAYS_PATTERN.fullmatch(text)
    try:
        if days:
            return datetime.now(UTC) - timedelta(days=int(days[1]))
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is no time; allowed are days such as 7d, or a date such as 2026-01-31") from None


def require_action(action: str) -> str:
    """Return an action, or "" for any; ValueError with the existing ones where there is none of this name."""
    if action not in ("", *ACTIONS):
        raise ValueError(f"there is no action {action!r}; there are {', '.join(ACTIONS)}")
    return action


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the entries have to be about; an empty value means any."""

    actor: str = ""
    action: str = ""
    video: str = ""
    workspace: str = ""

    def matches(self, entry: Entry) -> bool:
        """Whether an entry is wanted; `actor` is a kind, an id or a name."""
        return (
            self.actor in ("", entry.actor_kind, entry.actor_id, entry.actor_name)
            and self.action in ("", entry.action)
            and self.video in ("", entry.video)
            and self.workspace in ("", entry.workspace)
        )


def latest_of_each_deed(entries: Iterable[Entry]) -> list[Entry]:
    """One entry a deed, the one with its result where there is one; in the order in which they were begun."""
    latest: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        latest[entry.deed, entry.video] = entry
    return list(latest.values())


def table(entries: Iterable[Entry]) -> Iterator[str]:
    """One line an entry: time, result, action, actor, what it was done to, from where, and the detail."""
    for entry in entries:
        actor = f"{entry.actor_name} ({entry.actor_kind} {entry.actor_id})" if entry.actor_id else entry.actor_name
        target = entry.video or entry.workspace
        place = " ".join(filter(None, (entry.address, entry.request_id)))
        details = [text for text in (target, f"from {place}" if place else "", entry.detail) if text]
        columns = [entry.at[:19], f"{entry.result:7}", f"{entry.action:16}", f"{actor:24}", *details]
        yield "  ".join(map(printable, columns))


def printable(text: str) -> str:
    """Text for a terminal: control characters and those that turn the direction of writing are shown as escapes."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
