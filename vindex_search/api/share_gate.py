"""What a share may ask: a short list of reading operations, about the videos and moments that it shows; all else is
refused, so that a route that somebody adds is closed to shares until it is written down here.

A moment is shown as a clip that is cut for it, never by the film, its transcript or its pictures.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import Scope

from vindex_search.api.problems import Problem
from vindex_search.sharing.grant import Grant

SHARE_KEY: Final = "vindex.share"  # of an ASGI scope: the token that was in the address
VIDEO: Final = "/v1/videos/{video_id}"
SHARED: Final = "/v1/shared"
MOMENT: Final = "/v1/shared/moments/{item}"
READING: Final = frozenset({"GET", "HEAD"})
# About a video that is shown whole.
VIDEO_ROUTES: Final = frozenset(
    f"{VIDEO}/{part}"
    for part in (
        *("media", "thumbnail", "storyboard.vtt", "storyboard/{sheet}.jpg"),
        *("chapters", "chapters.vtt", "transcript.vtt", "transcript.json"),
    )
)
# The same, as files for other programs: where the share allows to download.
DOWNLOAD_ROUTES: Final = frozenset(f"{VIDEO}/{part}" for part in ("transcript.srt", "transcript.ttml"))
# These look at the share themselves.
SHARE_ROUTES: Final = frozenset(
    {SHARED, "/oembed", MOMENT, *(f"{MOMENT}/{part}" for part in ("media", "subtitles.vtt", "thumbnail"))}
)
REFUSED: Final = "a shared link shows what was shared, and nothing else: {what} is not part of it"
NO_VIDEO: Final = "there is no such video behind this link"


def share_token_of(request: HTTPConnection, bearer: str | None) -> str | None:
    """The token of a share that a request carries, in its address or as its bearer; the address wins."""
    in_address: str | None = request.scope.get(SHARE_KEY)
    if in_address:
        return in_address
    return bearer if bearer and bearer.startswith("vdl_") else None


def require_shown(scope: Scope, grant: Grant) -> None:
    """Refuse what a share does not show.

    Raises:
        Problem: 403 where the operation is not one for shares, 404 where the video is not one that it shows whole.
    """
    route = str(getattr(scope.get("route"), "path", ""))
    allowed = VIDEO_ROUTES | SHARE_ROUTES | (DOWNLOAD_ROUTES if grant.share.download else frozenset())
    if scope["method"] not in READING or route not in allowed:
        raise Problem(HTTPStatus.FORBIDDEN, REFUSED.format(what=f"{scope['method']} {route or 'this address'}"))
    if route not in SHARE_ROUTES and scope["path_params"].get("video_id") not in grant.videos:
        raise Problem(HTTPStatus.NOT_FOUND, NO_VIDEO)
