"""Which entries of the audit log are wanted, and how they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vindex_search.audit.entry import Entry


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
