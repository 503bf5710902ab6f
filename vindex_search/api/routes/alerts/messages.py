"""What a saved search told: its moments, its feed, how messages were delivered, and a message to try the webhook."""

from __future__ import annotations

import json
import secrets
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response

from vindex_search.alerts.delivery.attempt import send
from vindex_search.alerts.delivery.entry import Entry, list_entries, read_entry
from vindex_search.alerts.delivery.sender import retry
from vindex_search.alerts.feed import MAX_ENTRIES, MEDIA_TYPE, atom_feed
from vindex_search.alerts.saved_search import SavedSearch, now_text
from vindex_search.api.dependencies import Editor, Searcher, ServiceDep, actor_of
from vindex_search.api.openapi import file_response, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.alerts.visible_search import SEARCH_NOT_FOUND, AlertsDep, SearchId, visible_search
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas.saved_searches import MessageOut, MessagesOut, TrialOut, message_out
from vindex_search.audit.trail import trail_of
from vindex_search.storage.library import alert_files
from vindex_search.storage.store import Store

router = APIRouter(prefix="/v1/saved-searches/{search_id}", tags=["saved searches"], route_class=KeyFirstRoute)

PAGE: Final = 50
MessageId = Annotated[str, Path(description="Of the message.", examples=["msg_0123456789abcdef"])]
Before = Annotated[str, Query(max_length=200, description="`next` of the page before; empty: the newest.")]


@router.get(
    "/moments",
    operation_id="list_told_moments",
    summary="The moments that it told",
    responses=problem_responses(SEARCH_NOT_FOUND),
)
def moments(service: ServiceDep, caller: Searcher, search_id: SearchId, before: Before = "") -> MessagesOut:
    """An entry for each new or changed video, newest first, 50 at a time."""
    search = visible_search(service, caller, search_id)
    names = [name for name in list_entries(service.store, search.id) if not before or name < before]
    page = names[:PAGE]
    return MessagesOut(
        messages=[message_out(entry) for entry in _read(service.store, search, page)],
        next=page[-1] if len(names) > PAGE else None,
    )


@router.get(
    "/dead-letters",
    operation_id="list_dead_letters",
    summary="Messages whose delivery was given up",
    responses=problem_responses(SEARCH_NOT_FOUND),
)
def dead_letters(service: ServiceDep, caller: Searcher, search_id: SearchId) -> MessagesOut:
    """Newest first; `POST .../messages/{id}/retry` tries one again."""
    search = visible_search(service, caller, search_id)
    names = [name for _, name in alert_files.list_markers(service.store.root, "dead", search.id)][::-1]
    return MessagesOut(messages=[message_out(entry) for entry in _read(service.store, search, names[:PAGE])], next=None)


@router.get(
    "/feed.atom",
    operation_id="get_saved_search_feed",
    summary="The moments as an Atom feed",
    response_class=Response,
    responses={**file_response(MEDIA_TYPE, "Atom (RFC 4287)."), **problem_responses(SEARCH_NOT_FOUND)},
)
def feed(request: Request, service: ServiceDep, caller: Searcher, search_id: SearchId) -> Response:
    """The newest hundred messages; needs a key as all routes do."""
    search = visible_search(service, caller, search_id)
    entries = _read(service.store, search, list_entries(service.store, search.id)[:MAX_ENTRIES])
    return Response(atom_feed(search, entries, str(request.base_url).rstrip("/")), media_type=MEDIA_TYPE)


@router.post(
    "/messages/{message_id}/retry",
    operation_id="retry_message",
    summary="Deliver a message again",
    status_code=HTTPStatus.ACCEPTED,
    responses=problem_responses(
        {
            HTTPStatus.NOT_FOUND: "There is no such message here.",
            HTTPStatus.CONFLICT: "The search has no webhook.",
        }
    ),
)
def retry_message(
    request: Request, service: ServiceDep, caller: Editor, search_id: SearchId, message_id: MessageId
) -> MessageOut:
    """With the same id, whether it was given up or has arrived: who has it already knows it by that."""
    search = visible_search(service, caller, search_id)
    _require_webhook(search)
    name = next((one for one in list_entries(service.store, search.id) if f".{message_id}.json" in one), None)
    if name is not None:
        workspace = search.workspaces[0] if len(search.workspaces) == 1 else ""
        with trail_of(service.store, actor_of(request, caller)).deed(
            "message_retry", workspace=workspace, detail=f"{search.id}: {message_id}"
        ):
            retry(service.store, search.id, name)
    entry = read_entry(service.store, search.id, name) if name else None
    if entry is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"there is no message {message_id!r} of this search")
    return message_out(entry)


@router.post(
    "/test",
    operation_id="test_webhook",
    summary="Send a message to try the webhook",
    responses=problem_responses({**SEARCH_NOT_FOUND, HTTPStatus.CONFLICT: "The search has no webhook."}),
)
def test_webhook(service: ServiceDep, alerts: AlertsDep, caller: Editor, search_id: SearchId) -> TrialOut:
    """Signed as all are, of type `test`; tried once."""
    search = visible_search(service, caller, search_id)
    _require_webhook(search)
    data = {"search": {"id": search.id, "name": search.name, "query": search.text}}
    body = json.dumps({"type": "test", "timestamp": now_text(), "data": data}, ensure_ascii=False).encode()
    outcome = send(search, f"msg_{secrets.token_hex(8)}", body, alerts.allowed)
    return TrialOut(delivered=not outcome.problem, problem=outcome.problem)


def _require_webhook(search: SavedSearch) -> None:
    if not search.webhook:
        raise Problem(HTTPStatus.CONFLICT, f"{search.name!r} has no webhook; give it one with PATCH")


def _read(store: Store, search: SavedSearch, names: list[str]) -> list[Entry]:
    found = (read_entry(store, search.id, name) for name in names)
    return [entry for entry in found if entry]
