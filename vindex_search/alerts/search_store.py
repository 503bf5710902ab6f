"""The saved searches of a library, `alerts/searches.json` in its store: read, and changed with no change lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from vindex_search.alerts.saved_search import SavedSearch
from vindex_search.alerts.watch.followed import begin_following
from vindex_search.audit.actor import Actor
from vindex_search.audit.trail import trail_of
from vindex_search.storage.exchange import exchange
from vindex_search.storage.library import alert_files
from vindex_search.storage.store import Store

Result = TypeVar("Result")
Searches = tuple[SavedSearch, ...]

SEARCHES_FILE: Final = alert_files.SEARCHES
MAX_SEARCHES: Final = 1000  # of a library: a new video is compared with all of them in seconds


class TooManySearches(ValueError):
    """The library has as many saved searches as it may have."""


class UnknownSearch(LookupError):
    """There is no such saved search; the message names it."""


def read_searches(store: Store) -> Searches:
    """The saved searches, oldest first.

    Raises:
        ValueError: the record is damaged; the message names it.
    """
    return _parse(store.read_library_file(SEARCHES_FILE))


def find_search(store: Store, search_id: str) -> SavedSearch | None:
    """A saved search by its id; None where there is none."""
    return next((one for one in read_searches(store) if one.id == search_id), None)


def add_search(store: Store, search: SavedSearch, *, actor: Actor | None = None) -> SavedSearch:
    """Save a search; from now on what is published is compared with it.

    Raises:
        TooManySearches: there are `MAX_SEARCHES`.
        ValueError: its name is taken in its workspaces.
        AuditUnavailable: it cannot be written down, and is not saved.
    """

    def add(searches: Searches) -> tuple[Sequence[SavedSearch], SavedSearch]:
        if len(searches) >= MAX_SEARCHES:
            raise TooManySearches(f"there are {MAX_SEARCHES} saved searches, as many as there may be; delete one first")
        _require_free(search, searches)
        return [*searches, search], search

    with trail_of(store, actor).deed(
        "search_save", workspace=_workspace(search), detail=f"{search.id} ({search.name})"
    ):
        begin_following(store)  # before it is there: what is published meanwhile is compared with it
        return _change(store, add)


def change_search(store: Store, search_id: str, changes: dict[str, Any], *, actor: Actor | None = None) -> SavedSearch:
    """Change fields of a saved search; returns it as it is now.

    Raises:
        UnknownSearch: there is none.
        ValueError: its new name is taken.
        AuditUnavailable: it cannot be written down, and stays as it is.
    """

    def change(searches: Searches) -> tuple[Sequence[SavedSearch], SavedSearch]:
        changed = _require(searches, search_id).model_copy(update=changes)
        _require_free(changed, [one for one in searches if one.id != search_id])
        return [changed if one.id == search_id else one for one in searches], changed

    before = _require(read_searches(store), search_id)
    what = ", ".join(sorted(changes))  # the names alone: one of them may be a secret
    with trail_of(store, actor).deed("search_change", workspace=_workspace(before), detail=f"{search_id}: {what}"):
        return _change(store, change)


def mark_seen(store: Store, search_id: str, at: str) -> SavedSearch:
    """Write down until when somebody has looked at what a search told; no deed for the audit log.

    Raises:
        UnknownSearch: there is none.
    """

    def mark(searches: Searches) -> tuple[Sequence[SavedSearch], SavedSearch]:
        before = _require(searches, search_id)
        seen = before.model_copy(update={"seen_at": max(before.seen_at, at)})
        return [seen if one.id == search_id else one for one in searches], seen

    return _change(store, mark)


def delete_search(store: Store, search_id: str, *, actor: Actor | None = None) -> None:
    """Delete a saved search, and what was told of it.

    Raises:
        UnknownSearch: there is none.
        AuditUnavailable: it cannot be written down, and nothing is deleted.
    """

    def remove(searches: Searches) -> tuple[Sequence[SavedSearch], None]:
        return [one for one in searches if one.id != search_id], None

    search = _require(read_searches(store), search_id)
    detail = f"{search.id} ({search.name})"
    with trail_of(store, actor).deed("search_delete", workspace=_workspace(search), detail=detail):
        _change(store, remove)
        alert_files.remove_search(store.root, search_id)


def _change(store: Store, change: Callable[[Searches], tuple[Sequence[SavedSearch], Result]]) -> Result:
    def change_content(content: bytes | None) -> tuple[bytes, Result]:
        searches, result = change(_parse(content))
        return _content(searches), result

    return exchange(store.root / SEARCHES_FILE, change_content)


def _require(searches: Searches, search_id: str) -> SavedSearch:
    for search in searches:
        if search.id == search_id:
            return search
    raise UnknownSearch(f"there is no saved search {search_id!r}")


def _require_free(search: SavedSearch, others: Sequence[SavedSearch]) -> None:
    if any((one.name, one.workspaces) == (search.name, search.workspaces) for one in others):
        raise ValueError(f"there is a saved search {search.name!r} already; choose another name")


def _workspace(search: SavedSearch) -> str:
    return search.workspaces[0] if len(search.workspaces) == 1 else ""


def _parse(content: bytes | None) -> Searches:
    if content is None:
        return ()
    try:
        return tuple(SavedSearch.model_validate(one) for one in json.loads(content)["searches"])
    except (KeyError, TypeError, ValueError, RecursionError) as problem:
        raise ValueError(f"{SEARCHES_FILE} is no list of saved searches: {problem}") from None


def _content(searches: Sequence[SavedSearch]) -> bytes:
    return json.dumps({"searches": [one.model_dump(mode="json") for one in searches]}, ensure_ascii=False).encode()
