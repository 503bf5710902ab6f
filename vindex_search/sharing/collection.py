"""A collection: a titled, ordered list of videos and moments of one workspace, and the changes that it can undergo.

Every change gives a new collection with the next revision; nothing is stored here.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Final, Self

from pydantic import BaseModel, ConfigDict

from vindex_search.contract.ids import VIDEO_ID_PATTERN, WORKSPACE_PATTERN, validate_workspace
from vindex_search.sharing.item import MAX_NOTE, Item, SharingRefused, check_range, check_text

ID_BYTES: Final = 8
COLLECTION_ID_PATTERN: Final = re.compile(rf"({WORKSPACE_PATTERN.pattern})--([0-9a-f]{{16}})")
MAX_TITLE: Final = 120
MAX_DESCRIPTION: Final = 4000
MAX_ITEMS: Final = 500  # of a collection: as many as a page shows, and 400 KB of JSON with the longest notes


class UnknownItem(LookupError):
    """The collection has no such item; the message says so."""


class Collection(BaseModel):
    """A collection; times are ISO 8601 in UTC. `revision` counts its changes from 1."""

    model_config = ConfigDict(frozen=True)

    id: str
    workspace: str
    title: str
    description: str = ""
    items: tuple[Item, ...] = ()
    revision: int = 1
    created_by: str = ""
    created_at: str = ""
    changed_by: str = ""
    changed_at: str = ""

    def described(self, *, title: str | None = None, description: str | None = None) -> Self:
        """With another title or description; None: as it is."""
        changed = {"title": self.title if title is None else title}
        changed["description"] = self.description if description is None else description
        return self._next(**_checked_texts(**changed))

    def with_item(self, item: Item, position: int | None = None) -> Self:
        """With one more item, at a position from 0 (None: at the end)."""
        if len(self.items) >= MAX_ITEMS:
            raise SharingRefused(f"{self.title!r} has {len(self.items)} items; allowed are {MAX_ITEMS}")
        match = VIDEO_ID_PATTERN.fullmatch(item.video_id)
        if match is None or match[1] != self.workspace:
            raise SharingRefused(f"{item.video_id!r} is no video of workspace {self.workspace!r}, as the others here")
        check_range(item.start_s, item.end_s)
        item = item.model_copy(update={"note": check_text("note", item.note, MAX_NOTE)})
        return self._next(items=_inserted(self.items, item, position))

    def with_note(self, item_id: str, note: str) -> Self:
        """With another note on an item."""
        note = check_text("note", note, MAX_NOTE)
        self.item(item_id)
        items = (one.model_copy(update={"note": note}) if one.id == item_id else one for one in self.items)
        return self._next(items=tuple(items))

    def moved(self, item_id: str, position: int) -> Self:
        """With an item at another position, from 0; beyond the end: at the end."""
        item = self.item(item_id)
        others = tuple(one for one in self.items if one.id != item_id)
        return self._next(items=_inserted(others, item, position))

    def without_item(self, item_id: str) -> Self:
        """Without an item."""
        self.item(item_id)
        return self._next(items=tuple(one for one in self.items if one.id != item_id))

    def without(self, unwanted: Callable[[Item], bool]) -> Self:
        """Without the items of which a function says so; the same collection where there are none."""
        kept = tuple(one for one in self.items if not unwanted(one))
        return self if kept == self.items else self._next(items=kept)

    def item(self, item_id: str) -> Item:
        """The item with an id."""
        for one in self.items:
            if one.id == item_id:
                return one
        raise UnknownItem(f"this collection has no item {item_id!r}")

    def _next(self, **changes: object) -> Self:
        return self.model_copy(update={**changes, "revision": self.revision + 1})


def new_collection(workspace: str, title: str, description: str = "", *, by: str, now: str) -> Collection:
    """An empty collection with a random id."""
    texts = _checked_texts(title=title, description=description)
    identifier = f"{validate_workspace(workspace)}--{secrets.token_hex(ID_BYTES)}"
    stamps = {"created_by": by, "created_at": now, "changed_by": by, "changed_at": now}
    return Collection(id=identifier, workspace=workspace, **texts, **stamps)


def changed(
    collection: Collection, item_id: str, *, note: str | None = None, position: int | None = None
) -> Collection:
    """A collection with an item's other note, other position, or both, as one change; None: as it is."""
    after = collection.with_note(item_id, collection.item(item_id).note if note is None else note)
    after = after if position is None else after.moved(item_id, position)
    return after.model_copy(update={"revision": collection.revision + 1})


def _checked_texts(*, title: str, description: str) -> dict[str, str]:
    return {
        "title": check_text("title", title, MAX_TITLE, needed=True),
        "description": check_text("description", description, MAX_DESCRIPTION),
    }


def _inserted(items: tuple[Item, ...], item: Item, position: int | None) -> tuple[Item, ...]:
    at = len(items) if position is None else max(0, min(position, len(items)))
    return (*items[:at], item, *items[at:])
