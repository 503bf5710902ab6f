"""One try to deliver one message: claimed, sent, written down, so that a kill at any line only repeats it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from vindex_search.alerts.delivery.address import AddressRefused, parse_target
from vindex_search.alerts.delivery.backoff import pause_after
from vindex_search.alerts.delivery.entry import CLAIM_S, Entry, change_entry, mark, read_entry, unmark
from vindex_search.alerts.delivery.message import message_body
from vindex_search.alerts.delivery.post import post
from vindex_search.alerts.delivery.signature import signed_headers
from vindex_search.alerts.saved_search import SavedSearch, now_text
from vindex_search.common.crash_point import crash_point
from vindex_search.common.net import Networks
from vindex_search.common.text import visible
from vindex_search.storage.store import Store

MAX_PROBLEM: Final = 300  # characters
USER_AGENT: Final = "vindex-alerts/1"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try went: empty where it arrived; `is_final` where another would go the same way."""

    problem: str = ""
    is_final: bool = False


def try_entry(store: Store, search: SavedSearch, name: str, allowed: Networks) -> float | None:
    """Try one message whose time has come.

    Returns:
        When it is to be tried next, in seconds since 1970; None: not any more.
    """
    claimed = change_entry(store, search.id, name, _claim)
    if claimed is None:
        return _waiting_until(store, search.id, name)
    crash_point("alerts.claimed", claimed.batch.id)
    outcome = send(search, claimed.batch.id, message_body(search, claimed), allowed)
    crash_point("alerts.posted", claimed.batch.id)
    done = change_entry(store, search.id, name, lambda entry: _after(entry, outcome))
    crash_point("alerts.delivered", claimed.batch.id)
    if done and done.state == "pending":
        return done.next_at
    if done and done.state == "dead":
        mark(store, "dead", search.id, name)
    unmark(store, "outbox", search.id, name)
    return None


def send(search: SavedSearch, message: str, body: bytes, allowed: Networks) -> Outcome:
    """Send a signed message to the webhook of a search; it has arrived where the answer is 2xx."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        **signed_headers(search.secret, message, int(time.time()), body),
    }
    try:
        status, answer = post(parse_target(search.webhook), body, headers, allowed)
    except (AddressRefused, OSError) as problem:
        return Outcome(_short(str(problem) or type(problem).__name__))
    if HTTPStatus(200) <= status < HTTPStatus(300):
        return Outcome()
    return Outcome(_short(f"the receiver answered {status}: {answer}"), is_final=status == HTTPStatus.GONE)


def _claim(entry: Entry) -> Entry | None:
    now = time.time()
    if entry.state != "pending" or entry.next_at > now or entry.claimed_until > now:
        return None
    return entry.model_copy(update={"claimed_until": now + CLAIM_S})


def _waiting_until(store: Store, search: str, name: str) -> float | None:
    """When a message that cannot be claimed is looked at again; the marker of one that is done is removed."""
    entry = read_entry(store, search, name)
    if entry and entry.state == "pending":
        return max(entry.next_at, entry.claimed_until)
    if entry and entry.state == "dead":
        mark(store, "dead", search, name)
    unmark(store, "outbox", search, name)
    return None


def _after(entry: Entry, outcome: Outcome) -> Entry:
    """An entry after a try."""
    free = entry.model_copy(update={"claimed_until": 0.0, "problem": outcome.problem})
    if not outcome.problem:
        return free.model_copy(update={"state": "delivered", "delivered_at": now_text()})
    tries = entry.tries + 1
    pause = None if outcome.is_final else pause_after(tries)
    if pause is None:
        return free.model_copy(update={"state": "dead", "tries": tries})
    return free.model_copy(update={"tries": tries, "next_at": time.time() + pause})


def _short(problem: str) -> str:
    return visible(problem)[:MAX_PROBLEM]
