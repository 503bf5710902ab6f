"""A saved search of a path as its routes share it: found for the caller, and told with its counts."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, Path, Request

from vindex_search.alerts.delivery.entry import count_new, list_entries
from vindex_search.alerts.saved_search import ID_PATTERN, SavedSearch
from vindex_search.alerts.saving import can_see
from vindex_search.alerts.search_store import find_search
from vindex_search.alerts.service import AlertService
from vindex_search.api.problems import Problem
from vindex_search.api.schemas.saved_searches import ID_EXAMPLE, SavedSearchOut, search_out
from vindex_search.auth.permissions import Caller
from vindex_search.query.service import SearchService
from vindex_search.storage.library import alert_files
from vindex_search.storage.store import Store

SEARCH_NOT_FOUND: Final = {HTTPStatus.NOT_FOUND: "The caller can see no saved search with this id."}
SearchId = Annotated[str, Path(description="Its id, as the list has it.", examples=[ID_EXAMPLE])]


async def _get_alerts(request: Request) -> AlertService:
    alerts: AlertService = request.app.state.alerts
    return alerts


AlertsDep = Annotated[AlertService, Depends(_get_alerts)]


def visible_search(service: SearchService, caller: Caller, search_id: str) -> SavedSearch:
    """A saved search that the caller can see.

    Raises:
        Problem: 404, the same for one that does not exist and for one of another workspace.
    """
    found = find_search(service.store, search_id) if ID_PATTERN.fullmatch(search_id) else None
    if found is None or not can_see(caller, found):
        raise no_search(search_id)
    return found


def no_search(search_id: str) -> Problem:
    """The answer about a search that is not there."""
    return Problem(HTTPStatus.NOT_FOUND, f"there is no saved search {search_id!r} here; /v1/saved-searches lists them")


def with_counts(store: Store, search: SavedSearch) -> SavedSearchOut:
    """A saved search with what it told; two listings and one of its entries, no file is read."""
    names = list_entries(store, search.id)
    return search_out(
        search,
        dead=len(alert_files.list_markers(store.root, "dead", search.id)),
        waiting=len(alert_files.list_markers(store.root, "outbox", search.id)),
        unseen=count_new(names, search.seen_at),
        told=count_new(names, ""),
    )
