"""The storyboard of a video: the small pictures that a player shows over its timeline."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from vindex_search.api.dependencies import ServiceDep, Searcher, VideoId, visible_video
from vindex_search.api.etag import conditional_response
from vindex_search.api.openapi import NOT_MODIFIED, file_response, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.contract.artefacts import FRAMES, STORYBOARD
from vindex_search.query.service import SearchService
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.video import Video

router = APIRouter(prefix="/v1/videos", tags=["videos"])

SHEET: Final = r"^[0-9]{3,6}$"
SHEETS_KEPT: Final = "private, max-age=300"  # seconds; a player asks for the same sheet at each move of the pointer
REFUSED: Final = problem_responses({HTTPStatus.NOT_FOUND: "There is no such video, or it has no storyboard: the reason."})


@router.get(
    "/{video_id}/storyboard.vtt",
    operation_id="get_storyboard",
    summary="Which picture stands when",
    response_class=Response,
    responses={**file_response("text/vtt", "Cues whose text is an address and a place on it."), **NOT_MODIFIED, **REFUSED},
)
def get_storyboard(request: Request, library: ServiceDep, caller: Searcher, video_id: VideoId) -> Response:
    """Each cue names a sheet, relative to this address, and a place on it: `storyboard/000.jpg#xywh=0,0,160,90`."""
    video = visible_video(library, caller, video_id)
    stamp = _shown(library, video, STORYBOARD)
    return conditional_response(request, stamp.fingerprint, "text/vtt", lambda: _read(library, video, STORYBOARD))


@router.get(
    "/{video_id}/storyboard/{sheet}.jpg",
    operation_id="get_storyboard_sheet",
    summary="One sheet of the storyboard",
    response_class=Response,
    responses={**file_response("image/jpeg", "Small pictures in rows."), **NOT_MODIFIED, **REFUSED},
)
def get_sheet(
    request: Request,
    library: ServiceDep,
    caller: Searcher,
    video_id: VideoId,
    sheet: Annotated[str, Path(pattern=SHEET, description="Its number, as the WebVTT has it.", examples=["000"])],
) -> Response:
    """A JPEG that `storyboard.vtt` names."""
    video = visible_video(library, caller, video_id)
    artefact = f"storyboard/{sheet}.jpg"
    stamp = _shown(library, video, artefact)
    return conditional_response(
        request, stamp.fingerprint, "image/jpeg", lambda: _read(library, video, artefact), cache=SHEETS_KEPT
    )


def _read(library: SearchService, video: Video, artefact: str) -> bytes:
    with library.store.local_path(video.video_id, artefact) as path:
        return path.read_bytes()


def _shown(library: SearchService, video: Video, artefact: str) -> Stamp:
    """The stamp of a part of the storyboard; 404 with the reason where there is none."""
    frames = library.store.stamp(video.video_id, FRAMES)
    if frames and "absent" in frames.note:
        raise Problem(HTTPStatus.NOT_FOUND, f"{video.video_id} has no storyboard: {frames.note['absent']}")
    stamp = library.store.stamp(video.video_id, artefact)
    if stamp is None:
        why = f"; it failed: {video.reason}" if video.reason else ""
        raise Problem(HTTPStatus.NOT_FOUND, f"{video.video_id} has no {artefact}{why}")
    return stamp
