"""/v1/collections: named lists of videos and moments, and their order and notes.

`If-Match` with the revision that a client saw keeps it from overwriting what another one changed meanwhile: 412.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import Field

from vindex_search.api.dependencies import Editor, Searcher, ServiceDep, actor_of, allowed_workspaces, visible_video
from vindex_search.api.openapi import problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas import described
from vindex_search.api.schemas.sharing import (
    CollectionOut,
    CollectionPatch,
    CollectionRequest,
    CollectionsAnswer,
    ItemPatch,
    ItemRequest,
    collection_out,
    listed_out,
)
from vindex_search.auth.permissions import Caller
from vindex_search.query.service import SearchService
from vindex_search.sharing.collection import Collection, changed
from vindex_search.sharing.collection_store import CollectionStore, collection_workspace
from vindex_search.sharing.followed import content_of
from vindex_search.sharing.item import new_item

router = APIRouter(prefix="/v1/collections", tags=["collections"], route_class=KeyFirstRoute)

NOT_FOUND: Final = {HTTPStatus.NOT_FOUND: "The caller can see no such list, item or video."}
REFUSED: Final = problem_responses(
    {
        **NOT_FOUND,
        HTTPStatus.PRECONDITION_FAILED: "The list is not at the revision that `If-Match` names.",
        HTTPStatus.UNPROCESSABLE_ENTITY: "`detail` names the value and what is allowed.",
    }
)
CollectionId = Annotated[str, Path(description="The list's id.", examples=["team--0123456789abcdef"])]
ItemId = Annotated[str, Path(description="The item's id within the list.", examples=["0a1b2c3d"])]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The revision that the client saw, as its ETag.", examples=['"4"']),
]
Workspaces = Annotated[
    list[Annotated[str, Field(json_schema_extra=described.WORKSPACE)]] | None,
    Query(description="Only these workspaces; may be repeated.", examples=[["team"]]),
]


@router.get("", operation_id="list_collections", summary="The lists")
def list_collections(service: ServiceDep, caller: Searcher, workspace: Workspaces = None) -> CollectionsAnswer:
    """Lists of videos and moments in the caller's workspaces, without their items."""
    store = CollectionStore(service.store)
    named = allowed_workspaces(caller, workspace or ()) or tuple(store.workspaces())
    found = [listed_out(one) for name in sorted(named) for one in store.in_workspace(name)]
    return CollectionsAnswer(collections=found)


@router.post(
    "",
    operation_id="create_collection",
    summary="Make a list",
    status_code=HTTPStatus.CREATED,
    responses=problem_responses({HTTPStatus.FORBIDDEN: "The workspace is not the caller's."}),
)
def create(
    request: Request, response: Response, service: ServiceDep, caller: Editor, body: CollectionRequest
) -> CollectionOut:
    """An empty list of videos and moments of one workspace."""
    (workspace,) = allowed_workspaces(caller, [body.workspace])
    store = CollectionStore(service.store, actor_of(request, caller))
    return _answer(service, response, store.create(workspace, body.title, body.description))


@router.get(
    "/{collection_id}", operation_id="get_collection", summary="One list", responses=problem_responses(NOT_FOUND)
)
def get(response: Response, service: ServiceDep, caller: Searcher, collection_id: CollectionId) -> CollectionOut:
    """Its items in their order; one whose video is gone says so, and shows nothing of it."""
    return _answer(service, response, visible_collection(service, caller, collection_id))


@router.patch("/{collection_id}", operation_id="change_collection", summary="Rename a list", responses=REFUSED)
def change(
    request: Request,
    response: Response,
    service: ServiceDep,
    caller: Editor,
    collection_id: CollectionId,
    body: CollectionPatch,
    if_match: IfMatch = None,
) -> CollectionOut:
    """Another title or description."""
    store = _editable(request, service, caller, collection_id)
    after = store.change(collection_id, lambda one: one.described(**body.model_dump()), revision=_revision(if_match))
    return _answer(service, response, after)


@router.delete(
    "/{collection_id}",
    operation_id="delete_collection",
    summary="Delete a list",
    status_code=HTTPStatus.NO_CONTENT,
    responses=REFUSED,
)
def delete(
    request: Request, service: ServiceDep, caller: Editor, collection_id: CollectionId, if_match: IfMatch = None
) -> None:
    """The videos stay; links that share the list show nothing from now on."""
    _editable(request, service, caller, collection_id).delete(collection_id, revision=_revision(if_match))


@router.post(
    "/{collection_id}/items",
    operation_id="add_collection_item",
    summary="Put a video or a moment on a list",
    status_code=HTTPStatus.CREATED,
    responses=REFUSED,
)
def add_item(
    request: Request,
    response: Response,
    service: ServiceDep,
    caller: Editor,
    collection_id: CollectionId,
    body: ItemRequest,
    if_match: IfMatch = None,
) -> CollectionOut:
    """At the end, or at `position`; of the list's workspace."""
    store = _editable(request, service, caller, collection_id)
    video = visible_video(service, caller, body.video_id)
    kept = body.model_dump(include={"video_id", "start_s", "end_s", "note"})
    item = new_item(**kept, content=content_of(service.store, video.video_id), by=caller.name)
    after = store.change(collection_id, lambda one: one.with_item(item, body.position), revision=_revision(if_match))
    return _answer(service, response, after)


@router.patch(
    "/{collection_id}/items/{item}",
    operation_id="change_collection_item",
    summary="Move an item, or change its note",
    responses=REFUSED,
)
def change_item(
    request: Request,
    response: Response,
    service: ServiceDep,
    caller: Editor,
    collection_id: CollectionId,
    item: ItemId,
    body: ItemPatch,
    if_match: IfMatch = None,
) -> CollectionOut:
    """To `position`, from 0; with another `note`."""
    store = _editable(request, service, caller, collection_id)
    after = store.change(
        collection_id,
        lambda one: changed(one, item, note=body.note, position=body.position),
        revision=_revision(if_match),
    )
    return _answer(service, response, after)


@router.delete(
    "/{collection_id}/items/{item}",
    operation_id="remove_collection_item",
    summary="Take an item from a list",
    responses=REFUSED,
)
def remove_item(
    request: Request,
    response: Response,
    service: ServiceDep,
    caller: Editor,
    collection_id: CollectionId,
    item: ItemId,
    if_match: IfMatch = None,
) -> CollectionOut:
    """The video stays."""
    store = _editable(request, service, caller, collection_id)
    after = store.change(collection_id, lambda one: one.without_item(item), revision=_revision(if_match))
    return _answer(service, response, after)


def visible_collection(service: SearchService, caller: Caller, collection_id: str) -> Collection:
    """A list in a workspace that the caller can see; 404, the same for one that does not exist and for another's."""
    workspace = collection_workspace(collection_id)
    is_visible = workspace is not None and caller.can_see(workspace)
    found = CollectionStore(service.store).find(collection_id) if is_visible else None
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, "there is no such list here; /v1/collections shows them")
    return found


def _editable(request: Request, service: SearchService, caller: Caller, collection_id: str) -> CollectionStore:
    visible_collection(service, caller, collection_id)
    return CollectionStore(service.store, actor_of(request, caller))


def _answer(service: SearchService, response: Response, collection: Collection) -> CollectionOut:
    response.headers["ETag"] = f'"{collection.revision}"'
    return collection_out(service.store, collection)


def _revision(if_match: str | None) -> int | None:
    """The revision that a client saw; None where it does not say, or takes any (`*`)."""
    named = (if_match or "*").strip().removeprefix("W/").strip('"')
    if named == "*":
        return None
    if not named.isascii() or not named.isdigit():
        raise Problem(HTTPStatus.PRECONDITION_FAILED, f"If-Match is {if_match!r}, which no revision of a list is")
    return int(named[:18])
