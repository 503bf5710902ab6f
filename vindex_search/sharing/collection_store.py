"""The collections of a library: a file each, changed such that no change of another service is lost.

    <root>/collections/<workspace>/<16 hex digits>.json

Whoever changes a collection may name the revision that they saw: where it is another one by now, nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from pydantic import ValidationError
from upath import UPath

from vindex_search.audit.actor import Actor, machine_user
from vindex_search.audit.trail import Trail, trail_of
from vindex_search.sharing.collection import COLLECTION_ID_PATTERN, Collection, new_collection
from vindex_search.sharing.item import SharingRefused
from vindex_search.storage import files
from vindex_search.storage.exchange import exchange
from vindex_search.storage.store import Store

FOLDER: Final = "collections"
SUFFIX: Final = ".json"
MAX_COLLECTIONS: Final = 500  # of a workspace: listing them reads them all


class UnknownCollection(LookupError):
    """There is no such collection; the message names it."""


class RevisionConflict(Exception):
    """The collection was changed since it was read; the message has both revisions."""


class CollectionStore:
    """The collections of one library, as one actor reads and changes them.

    Args:
        store: The library's.
        actor: Who changes them; None: the machine's user.
    """

    def __init__(self, store: Store, actor: Actor | None = None) -> None:
        self._store, self._actor = store, actor or machine_user()

    def in_workspace(self, workspace: str) -> list[Collection]:
        """Its collections, by title; damaged ones are left out."""
        names = files.list_names(self._store.root / FOLDER / workspace)
        ids = (f"{workspace}--{name.removesuffix(SUFFIX)}" for name in names if name.endswith(SUFFIX))
        found = [one for one in map(self.find, ids) if one]
        return sorted(found, key=lambda one: (one.title.casefold(), one.id))

    def workspaces(self) -> list[str]:
        """The workspaces that have collections."""
        return files.list_names(self._store.root / FOLDER)

    def find(self, collection_id: str) -> Collection | None:
        """A collection; None where there is none, or its file is damaged."""
        path = self._path(collection_id)
        try:
            return _parse(files.read(path)) if path else None
        except FileNotFoundError:
            return None

    def create(self, workspace: str, title: str, description: str = "") -> Collection:
        """Make an empty collection.

        Raises:
            SharingRefused: a text is too long or missing, or the workspace has too many collections.
            AuditUnavailable: it cannot be written down, and is not made.
        """
        made = new_collection(workspace, title, description, by=self._actor.name, now=_now())
        if len(files.list_names(self._store.root / FOLDER / workspace)) >= MAX_COLLECTIONS:
            raise SharingRefused(f"workspace {workspace!r} has {MAX_COLLECTIONS} collections, which is all it may have")
        with self._trail.deed("collection_create", workspace=workspace, detail=f"{made.id} ({made.title})"):
            files.write(self._require_path(made.id), _content(made))
        return made

    def change(
        self, collection_id: str, change: Callable[[Collection], Collection], *, revision: int | None = None
    ) -> Collection:
        """Replace a collection by what `change` makes of it, which may be called several times; returns the new one.

        Raises:
            UnknownCollection: there is none.
            RevisionConflict: `revision` is not its revision any more.
            SharingRefused, UnknownItem: of `change`; nothing is written.
            AuditUnavailable: it cannot be written down, and is not done.
        """

        def stamped(before: Collection) -> Collection:
            return change(before).model_copy(update={"changed_by": self._actor.name, "changed_at": _now()})

        change(self._required(collection_id, revision))  # what is refused leaves no entry
        with self._trail.deed("collection_change", workspace=_workspace(collection_id), detail=collection_id):
            return self.follow(collection_id, stamped, revision=revision)

    def follow(
        self, collection_id: str, change: Callable[[Collection], Collection], *, revision: int | None = None
    ) -> Collection:
        """As `change`, for what follows from a deed that is written down already."""

        def change_content(content: bytes | None) -> tuple[bytes, Collection]:
            after = change(_required(content, collection_id, revision))
            return _content(after), after

        return exchange(self._require_path(collection_id), change_content)

    def delete(self, collection_id: str, *, revision: int | None = None) -> Collection:
        """Remove a collection; its shares show nothing from then on. Raises as `change` does."""
        found = self._required(collection_id, revision)
        detail = f"{found.id} ({found.title})"
        with self._trail.deed("collection_delete", workspace=found.workspace, detail=detail):
            files.remove(self._require_path(collection_id))
        return found

    def _required(self, collection_id: str, revision: int | None) -> Collection:
        found = self.find(collection_id)
        return _required(_content(found) if found else None, collection_id, revision)

    def _path(self, collection_id: str) -> UPath | None:
        match = COLLECTION_ID_PATTERN.fullmatch(collection_id)
        return self._store.root / FOLDER / match[1] / f"{match[2]}{SUFFIX}" if match else None

    def _require_path(self, collection_id: str) -> UPath:
        path = self._path(collection_id)
        if path is None:
            raise _unknown(collection_id)
        return path

    @property
    def _trail(self) -> Trail:
        return trail_of(self._store, self._actor)


def collection_workspace(collection_id: str) -> str | None:
    """The workspace in the id of a collection; None where it is malformed."""
    match = COLLECTION_ID_PATTERN.fullmatch(collection_id)
    return match[1] if match else None


def _workspace(collection_id: str) -> str:
    return collection_workspace(collection_id) or ""


def _required(content: bytes | None, collection_id: str, revision: int | None) -> Collection:
    found = _parse(content) if content else None
    if found is None:
        raise _unknown(collection_id)
    if revision is not None and revision != found.revision:
        raise RevisionConflict(
            f"{found.title!r} is at revision {found.revision}, changed by {found.changed_by} since revision {revision}"
        )
    return found


def _unknown(collection_id: str) -> UnknownCollection:
    return UnknownCollection(f"there is no collection {collection_id!r} here; /v1/collections lists them")


def _parse(content: bytes) -> Collection | None:
    try:
        return Collection.model_validate_json(content)
    except ValidationError:
        return None


def _content(collection: Collection) -> bytes:
    return collection.model_dump_json(exclude_defaults=True).encode()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
