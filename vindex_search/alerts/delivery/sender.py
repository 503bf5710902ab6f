"""The thread that delivers what waits in the outbox: some searches at once, the messages of one in their order."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from vindex_search.alerts.delivery.attempt import try_entry
from vindex_search.alerts.delivery.entry import change_entry, mark, unmark
from vindex_search.alerts.saved_search import SavedSearch
from vindex_search.alerts.search_store import read_searches
from vindex_search.common.net import Networks
from vindex_search.common.shared_values.polling import PollingThread
from vindex_search.query.service import SearchService
from vindex_search.storage.library import alert_files
from vindex_search.storage.store import Store

POLL_INTERVAL_S: Final = 2.0
AT_ONCE: Final = 4  # searches; a receiver that does not answer holds up its own messages alone
IN_A_ROW: Final = 20  # messages of a search in one round

Due = dict[tuple[str, str], float]


class AlertSender(PollingThread):
    """Delivers messages; several services over one store claim them one by one.

    Args:
        service: Of the library.
        allowed: Networks that webhooks may be in although they are not public.
    """

    def __init__(self, service: SearchService, allowed: Networks) -> None:
        super().__init__("alert-sender", interval_s=POLL_INTERVAL_S)
        self._service, self._allowed = service, allowed
        self._not_before: Due = {}

    def send_once(self) -> None:
        """Try every message whose time has come."""
        store = self._service.store
        searches = {search.id: search for search in read_searches(store)}
        waiting: dict[str, list[str]] = {}
        for search, name in alert_files.list_markers(store.root, "outbox") if searches else ():
            waiting.setdefault(search, []).append(name)
        present = {(search, name) for search, names in waiting.items() for name in names}
        self._not_before = {one: at for one, at in self._not_before.items() if one in present}
        due = self._due(waiting)
        if due:
            with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="alert") as pool:
                list(pool.map(partial(self._send_of, store, searches), due.items()))

    def _poll(self) -> None:
        self.send_once()

    def _due(self, waiting: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        now = time.time()
        due = {
            search: [name for name in names if self._not_before.get((search, name), 0.0) <= now]
            for search, names in waiting.items()
        }
        return {search: names[:IN_A_ROW] for search, names in due.items() if names}

    def _send_of(self, store: Store, searches: Mapping[str, SavedSearch], due: tuple[str, Sequence[str]]) -> None:
        """The messages of one search, oldest first, until one fails: the receiver is down."""
        search_id, names = due
        search = searches.get(search_id)
        for name in names:
            if self._stopping:
                return
            if search is None or not search.webhook:
                unmark(store, "outbox", search_id, name)
                continue
            if not search.active:
                return
            next_at = try_entry(store, search, name, self._allowed)
            if next_at is not None:
                self._not_before[search_id, name] = next_at
                return


def retry(store: Store, search: str, name: str) -> bool:
    """Queue a message again that was given up or delivered; returns whether there is one."""
    changes = {"state": "pending", "tries": 0, "next_at": 0.0, "claimed_until": 0.0}
    mark(store, "outbox", search, name)  # first: an entry that waits has its marker, whatever ends this process
    if change_entry(store, search, name, lambda entry: entry.model_copy(update=changes)) is None:
        unmark(store, "outbox", search, name)
        return False
    unmark(store, "dead", search, name)
    return True
