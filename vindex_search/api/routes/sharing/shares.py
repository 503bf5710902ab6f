"""/v1/shares: links that show a video, a moment or a list without a key, until a time; who made which."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request

from vindex_search.api.dependencies import (
    AuthenticatorDep,
    Editor,
    Searcher,
    ServiceDep,
    actor_of,
    allowed_workspaces,
    visible_video,
)
from vindex_search.api.openapi import problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.routes.sharing.collections import Workspaces, visible_collection
from vindex_search.api.schemas.sharing import NewShareOut, ShareOut, ShareRequest, SharesAnswer, share_fields
from vindex_search.auth.expiry import ALLOWED, expiry_time
from vindex_search.auth.key_use import last_uses
from vindex_search.auth.permissions import Caller
from vindex_search.query.service import SearchService
from vindex_search.sharing.collection_store import CollectionStore
from vindex_search.sharing.followed import content_of, followed
from vindex_search.sharing.share import SHARE_ID_PATTERN, SharedLink, Subject
from vindex_search.sharing.share_store import ShareStore
from vindex_search.videos.video import get_video

router = APIRouter(prefix="/v1/shares", tags=["collections"], route_class=KeyFirstRoute)

NO_SHARE: Final = {HTTPStatus.NOT_FOUND: "The caller can see no such share, video or list."}
ShareId = Annotated[str, Path(description="The share's id, not its token.", examples=["0123456789abcdef"])]


@router.get("", operation_id="list_shares", summary="The shares")
def list_shares(service: ServiceDep, caller: Searcher, workspace: Workspaces = None) -> SharesAnswer:
    """What is shared from the caller's workspaces, and since, until and by whom; the links are not stored."""
    named = allowed_workspaces(caller, workspace or ())
    found = [share for share in ShareStore(service.store).all() if not named or share.subject.workspace in named]
    found.sort(key=lambda share: (share.created_at, share.id), reverse=True)
    used = last_uses(service.store, [share.id for share in found])
    return SharesAnswer(shares=[ShareOut(**_fields(service, share, used.get(share.id))) for share in found])


@router.post(
    "",
    operation_id="create_share",
    summary="Share a video, a moment or a list",
    status_code=HTTPStatus.CREATED,
    responses=problem_responses(
        {**NO_SHARE, HTTPStatus.UNPROCESSABLE_ENTITY: "`detail` names the value and what is allowed."}
    ),
)
def create(request: Request, service: ServiceDep, caller: Editor, body: ShareRequest) -> NewShareOut:
    """A link that nobody can guess: who has it sees this and nothing else, without a key, until it ends."""
    subject, ends = _subject(service, caller, body), _end(body.ends)
    store = ShareStore(service.store, actor_of(request, caller))
    share, token = store.create(subject, ends, download=body.download)
    return NewShareOut(**_fields(service, share, None), token=token, url=f"/s/{token}")


@router.delete(
    "/{share}",
    operation_id="revoke_share",
    summary="Revoke a share",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problem_responses(NO_SHARE),
)
def revoke(
    request: Request, service: ServiceDep, authenticator: AuthenticatorDep, caller: Editor, share: ShareId
) -> None:
    """The link is refused here from now on, and by the other services of the library within two seconds."""
    found = ShareStore(service.store).find(share) if SHARE_ID_PATTERN.fullmatch(share) else None
    if found is None or not caller.can_see(found.subject.workspace):
        raise Problem(HTTPStatus.NOT_FOUND, f"there is no share {share!r} here; /v1/shares lists them")
    ShareStore(service.store, actor_of(request, caller)).revoke(found)
    authenticator.shares.forget()


def _subject(service: SearchService, caller: Caller, body: ShareRequest) -> Subject:
    if (body.video_id is None) == (body.collection_id is None):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "name either video_id or collection_id")
    if body.collection_id is not None:
        if body.start_s is not None or body.end_s is not None:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "start_s and end_s are of a video, not of a list")
        found = visible_collection(service, caller, body.collection_id)
        return Subject(workspace=found.workspace, collection_id=found.id, margin_s=body.margin_s)
    video = visible_video(service, caller, str(body.video_id))
    return Subject(
        workspace=video.workspace,
        video_id=video.video_id,
        content=content_of(service.store, video.video_id),
        **body.model_dump(include={"start_s", "end_s", "margin_s"}),
    )


def _end(ends: str) -> datetime:
    try:
        return datetime.fromisoformat(expiry_time(ends, datetime.now(UTC)))
    except ValueError:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"ends is {ends!r}; allowed are {ALLOWED}") from None


def _fields(service: SearchService, share: SharedLink, used: str | None) -> dict[str, Any]:
    subject = share.subject
    video_id = followed(service.store, subject.video_id, subject.content) if subject.video_id else None
    video = get_video(service.store, video_id) if video_id else None
    collection = CollectionStore(service.store).find(subject.collection_id) if subject.collection_id else None
    title = video.title if video else collection.title if collection else None
    ended = share.has_ended(datetime.now(UTC))
    return share_fields(share, title=title, video_id=video_id, ended=ended, used=used)
