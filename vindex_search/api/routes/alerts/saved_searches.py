"""/v1/saved-searches: save a search, list, change and delete them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request

from vindex_search.alerts.delivery.address import AddressRefused
from vindex_search.alerts.promised import promise_of
from vindex_search.alerts.saved_search import SavedSearch, new_secret, now_text
from vindex_search.alerts.saving import new_search, require_webhook, visible_searches
from vindex_search.alerts.search_store import (
    TooManySearches,
    UnknownSearch,
    add_search,
    change_search,
    delete_search,
    mark_seen,
)
from vindex_search.alerts.service import AlertService
from vindex_search.api.dependencies import Editor, Searcher, ServiceDep, actor_of
from vindex_search.api.openapi import problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.alerts.visible_search import (
    SEARCH_NOT_FOUND,
    AlertsDep,
    SearchId,
    no_search,
    visible_search,
    with_counts,
)
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas.saved_searches import (
    ChangeRequest,
    SavedSearchesOut,
    SavedSearchOut,
    SaveRequest,
    promise_out,
    unsuitable,
)
from vindex_search.query.service import SearchService

router = APIRouter(prefix="/v1/saved-searches", tags=["saved searches"], route_class=KeyFirstRoute)

UNUSABLE: Final = {
    HTTPStatus.CONFLICT: "The name is taken, or there are as many as there may be.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The search or the webhook cannot be used: `detail` says why.",
}


@router.get("", operation_id="list_saved_searches", summary="List saved searches")
def list_searches(service: ServiceDep, caller: Searcher) -> SavedSearchesOut:
    """All that the caller can see, with how many moments are new."""
    found = visible_searches(service.store, caller)
    return SavedSearchesOut(searches=[with_counts(service.store, search) for search in found])


@router.post(
    "",
    operation_id="save_search",
    summary="Save a search",
    status_code=HTTPStatus.CREATED,
    responses=problem_responses({**UNUSABLE, HTTPStatus.FORBIDDEN: "A workspace is not the caller's."}),
)
def save_search(
    request: Request, service: ServiceDep, alerts: AlertsDep, caller: Editor, body: SaveRequest
) -> SavedSearchOut:
    """Whenever a new or changed video has a moment for it, its webhook, its feed and the page tell it, once.

    What is published before it is saved is not told. `secret` signs the messages, and is shown this once.
    """
    if refused := unsuitable(body.search):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"search.{refused[0]} is of one answer; leave it out")
    _check_webhook(body.webhook, alerts)
    asked = body.search.to_request(caller)
    search = new_search(
        body.name.strip() or body.search.q,
        asked,
        body.search.query_params(),
        one_in=body.one_in,
        webhook=body.webhook,
        by=caller.name,
    )
    try:
        saved = add_search(service.store, search, actor=actor_of(request, caller))
    except (TooManySearches, ValueError) as refused_name:
        raise Problem(HTTPStatus.CONFLICT, str(refused_name)) from None
    return _whole(service, saved).model_copy(update={"secret": saved.secret or None})


@router.get(
    "/{search_id}",
    operation_id="get_saved_search",
    summary="A saved search",
    responses=problem_responses(SEARCH_NOT_FOUND),
)
def get_search(service: ServiceDep, caller: Searcher, search_id: SearchId) -> SavedSearchOut:
    """With what its rate of false alarms rests on."""
    return _whole(service, visible_search(service, caller, search_id))


@router.patch(
    "/{search_id}",
    operation_id="change_saved_search",
    summary="Change a saved search",
    responses=problem_responses({**SEARCH_NOT_FOUND, **UNUSABLE}),
)
def change(
    request: Request, service: ServiceDep, alerts: AlertsDep, caller: Editor, search_id: SearchId, body: ChangeRequest
) -> SavedSearchOut:
    """Its name, rate, webhook and whether it is active. What it asks for stays: another question is another search."""
    search = visible_search(service, caller, search_id)
    changes = _changes(search, body)
    _check_webhook(changes.get("webhook", ""), alerts)
    try:
        changed = change_search(service.store, search_id, changes, actor=actor_of(request, caller))
    except UnknownSearch:
        raise no_search(search_id) from None
    except ValueError as refused:
        raise Problem(HTTPStatus.CONFLICT, str(refused)) from None
    return _whole(service, changed).model_copy(update={"secret": changes.get("secret")})


@router.delete(
    "/{search_id}",
    operation_id="delete_saved_search",
    summary="Delete a saved search",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problem_responses(SEARCH_NOT_FOUND),
)
def delete(request: Request, service: ServiceDep, caller: Editor, search_id: SearchId) -> None:
    """With all that it told."""
    visible_search(service, caller, search_id)
    try:
        delete_search(service.store, search_id, actor=actor_of(request, caller))
    except UnknownSearch:
        raise no_search(search_id) from None


@router.post(
    "/{search_id}/seen",
    operation_id="mark_saved_search_seen",
    summary="Mark what it told as seen",
    responses=problem_responses(SEARCH_NOT_FOUND),
)
def seen(service: ServiceDep, caller: Editor, search_id: SearchId) -> SavedSearchOut:
    """`unseen` counts from now on."""
    visible_search(service, caller, search_id)
    try:
        return _whole(service, mark_seen(service.store, search_id, now_text()))
    except UnknownSearch:
        raise no_search(search_id) from None


def _changes(search: SavedSearch, body: ChangeRequest) -> dict[str, Any]:
    changes = body.model_dump(exclude_none=True, exclude={"new_secret"})
    needs_secret = bool(changes.get("webhook", search.webhook)) and not search.secret
    return changes | ({"secret": new_secret()} if body.new_secret or needs_secret else {})


def _check_webhook(url: str, alerts: AlertService) -> None:
    try:
        if url:
            require_webhook(url, alerts.allowed)
    except AddressRefused as refused:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"webhook: {refused}") from None


def _whole(service: SearchService, search: SavedSearch) -> SavedSearchOut:
    counted = with_counts(service.store, search)
    return counted.model_copy(update={"promise": promise_out(promise_of(service, search))})
