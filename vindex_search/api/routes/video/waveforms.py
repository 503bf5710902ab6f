"""GET /v1/videos/{id}/waveform: how loud a video is over its seconds, for players that draw it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from vindex_search.api.dependencies import Searcher, ServiceDep, VideoId, visible_video
from vindex_search.api.openapi import problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas.waveforms import WaveformOut
from vindex_search.clips.waveforms.kept import NoWaveform, waveform_of
from vindex_search.sandbox.failures import VideoFailure

router = APIRouter(prefix="/v1/videos", tags=["previews"], route_class=KeyFirstRoute)

MAX_POINTS: Final = 500_000  # twelve hours of ten a second
CACHE_CONTROL: Final = "private, max-age=300"

Points = Annotated[
    int | None, Query(ge=1, le=MAX_POINTS, description="At most so many pixels; without it ten a second.")
]


@router.get(
    "/{video_id}/waveform",
    operation_id="get_waveform",
    summary="The waveform of a video",
    responses=problem_responses({HTTPStatus.NOT_FOUND: "There is no such video, or its sound is not decoded yet."}),
)
def get_waveform(
    response: Response, service: ServiceDep, caller: Searcher, video_id: VideoId, points: Points = None
) -> WaveformOut:
    """Lowest and highest sample of each stretch in turn, in audiowaveform's JSON; channels are mixed to one."""
    visible_video(service, caller, video_id)
    try:
        found = waveform_of(service.store, video_id)
    except NoWaveform as absent:
        raise Problem(HTTPStatus.NOT_FOUND, str(absent)) from None
    except VideoFailure as failure:
        raise Problem(HTTPStatus.NOT_FOUND, failure.reason) from None
    response.headers["Cache-Control"] = CACHE_CONTROL
    return WaveformOut(**(found.coarser(points) if points else found).to_json())
