"""What a search told at once, and how its delivery went: one file in the store, changed as one step."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from upath import UPath

from vindex_search.alerts.told import ToldBatch
from vindex_search.storage import files
from vindex_search.storage.exchange import exchange, remove_exchanged
from vindex_search.storage.library import alert_files
from vindex_search.storage.store import Store

State = Literal["none", "pending", "delivered", "dead"]
KEPT: Final = 1000  # entries of a search; older ones are removed
CLAIM_S: Final = 60.0  # for which a service has a message to itself: longer than a try takes


class Entry(BaseModel):
    """A message of a search.

    Attributes:
        video_id: The video that it is about.
        batch: The moments.
        state: `none` where the search has no webhook.
        tries: Failed tries since it was queued.
        next_at: When it is tried next, in seconds since 1970.
        claimed_until: Until when a service has it to itself.
        problem: Why the last try failed; empty: it did not.
        delivered_at: When, ISO 8601 in UTC; empty: not yet.
    """

    model_config = ConfigDict(frozen=True)

    video_id: str
    batch: ToldBatch
    state: State = "none"
    tries: int = 0
    next_at: float = 0.0
    claimed_until: float = 0.0
    problem: str = ""
    delivered_at: str = ""

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.batch.entry_name(self.video_id)


def read_entry(store: Store, search: str, name: str) -> Entry | None:
    """An entry; None where there is none, or it is damaged."""
    return _parse(store.read_library_file(_file(search, name)))


def list_entries(store: Store, search: str) -> list[str]:
    """The names of a search's entries, newest first."""
    return files.list_names(alert_files.told_folder(store.root, search))[::-1]


def add_entry(store: Store, entry: Entry) -> Entry:
    """Write an entry that is not there yet, and its marker where it is still to be delivered; returns what is there."""
    search = entry.batch.search

    def add(content: bytes | None) -> tuple[bytes, Entry]:
        there = _parse(content) or entry
        return (content or _content(there)), there

    there = exchange(_path(store, search, entry.name), add)
    if there.state == "pending":
        mark(store, "outbox", search, entry.name)
    return there


def change_entry(store: Store, search: str, name: str, change: Callable[[Entry], Entry | None]) -> Entry | None:
    """Change an entry as one step; None where there is none, or `change` leaves it as it is by returning None."""
    if read_entry(store, search, name) is None:
        return None  # removed with its search or video: an exchange would write it again

    def apply(content: bytes | None) -> tuple[bytes, Entry | None]:
        before = _parse(content)
        after = change(before) if before else None
        return _content(after) if after else content or b"", after

    return exchange(_path(store, search, name), apply)


def mark(store: Store, kind: str, search: str, name: str) -> None:
    """Set a marker: `outbox` or `dead`."""
    files.write(alert_files.marker(store.root, kind, search, name), b"")


def unmark(store: Store, kind: str, search: str, name: str) -> None:
    """Remove a marker where it is set."""
    files.remove(alert_files.marker(store.root, kind, search, name))


def prune(store: Store, search: str) -> None:
    """Remove the oldest entries beyond `KEPT`, but none that is still to be delivered."""
    for name in list_entries(store, search)[KEPT:]:
        entry = read_entry(store, search, name)
        if entry is None or entry.state != "pending":
            unmark(store, "dead", search, name)
            remove_exchanged(_path(store, search, name))


def count_new(names: list[str], since: str) -> int:
    """How many moments entries tell that are newer than a time (ISO 8601 in UTC), by their names alone."""
    stamp = since.replace(":", "").replace("-", "").replace(".", "")
    return sum(int(count) for at, count, *_ in (name.split(".") for name in names) if at > stamp)


def _file(search: str, name: str) -> str:
    return f"{alert_files.FOLDER}/told/{search}/{name}"


def _path(store: Store, search: str, name: str) -> UPath:
    return alert_files.told_folder(store.root, search) / name


def _parse(content: bytes | None) -> Entry | None:
    try:
        return Entry.model_validate_json(content) if content else None
    except ValidationError:
        return None


def _content(entry: Entry) -> bytes:
    return json.dumps(entry.model_dump(mode="json"), ensure_ascii=False).encode()
