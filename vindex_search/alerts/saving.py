"""Makes saved searches of what somebody asked for, and looks them up for who may see them."""

from __future__ import annotations

from typing import Any

from vindex_search.alerts.delivery.address import AddressRefused, parse_target, resolve
from vindex_search.alerts.saved_search import SavedSearch, new_id, new_secret, now_text, stored_filter
from vindex_search.alerts.search_store import Searches, read_searches
from vindex_search.auth.permissions import Caller
from vindex_search.common.net import Networks
from vindex_search.query.search import SearchRequest
from vindex_search.storage.store import Store


def new_search(
    name: str, request: SearchRequest, params: dict[str, Any], *, one_in: int, webhook: str, by: str
) -> SavedSearch:
    """A search to save.

    Args:
        name: What people call it.
        request: The search, limited to what its owner can see.
        params: The same as its parameters.
        one_in: The rate of false alarms.
        webhook: Address to tell; empty: none.
        by: Who saves it.
    """
    return SavedSearch(
        id=new_id(),
        name=name,
        text=request.text,
        channels=request.scope.channels,
        where=stored_filter(request.scope.where),
        params=params,
        one_in=one_in,
        webhook=webhook,
        secret=new_secret() if webhook else "",
        created_at=now_text(),
        created_by=by,
    )


def require_webhook(url: str, allowed: Networks) -> None:
    """Refuse an address that no message would be sent to; a name that is not known now may be later.

    Raises:
        AddressRefused: the message says why.
    """
    target = parse_target(url)
    try:
        resolve(target, allowed)
    except AddressRefused:
        raise
    except OSError:
        return


def can_see(caller: Caller, search: SavedSearch) -> bool:
    """Whether a caller may know of a search: every workspace that it searches is one of theirs."""
    return not caller.workspaces or (bool(search.workspaces) and all(map(caller.can_see, search.workspaces)))


def visible_searches(store: Store, caller: Caller) -> Searches:
    """The saved searches that a caller can see, oldest first."""
    return tuple(search for search in read_searches(store) if can_see(caller, search))
