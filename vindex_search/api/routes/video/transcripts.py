"""GET /v1/videos/{id}/transcript.vtt, .srt, .ttml and .json: the transcript as captions or as data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from vindex_search.api.dependencies import Searcher, ServiceDep, TurnsDep, VideoId, visible_video
from vindex_search.api.openapi import NOT_MODIFIED, file_response, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.etag import conditional_response
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.auth.permissions import Caller
from vindex_search.query.service import SearchService
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.playback.captions import to_srt, to_vtt
from vindex_search.videos.playback.transcript import NoTranscript, read_transcript, require_transcript, transcript_tag
from vindex_search.videos.playback.ttml import to_ttml
from vindex_search.videos.video import Video

router = APIRouter(prefix="/v1/videos", tags=["videos"], route_class=KeyFirstRoute)

WithCorrections = Annotated[bool, Query(description="Whether with what people have corrected.")]

VTT_TYPE: Final = "text/vtt"
SRT_TYPE: Final = "application/x-subrip"
TTML_TYPE: Final = "application/ttml+xml"
NO_TRANSCRIPT: Final = problem_responses(
    {HTTPStatus.NOT_FOUND: "The video does not exist or has no transcript; `detail` gives the reason."}
)


class WordOut(BaseModel):
    """A word with its time."""

    text: str = Field(description="As written in the segment.", examples=["tide"])
    start_s: float = Field(description="Seconds from the start of the video.", examples=[12.4])
    end_s: float = Field(description="Seconds from the start of the video.", examples=[12.8])
    score: float | None = Field(description="Confidence of the speech recognition, 0 to 1; null: unknown.")


class SegmentOut(BaseModel):
    """A segment of the transcript, about a sentence."""

    start_s: float = Field(description="Seconds from the start of the video.", examples=[12.1])
    end_s: float = Field(description="Seconds from the start of the video.", examples=[15.9])
    text: str = Field(description="What is said.", examples=["The tide turns twice a day."])
    language: str | None = Field(description="Language code; null: unknown.", examples=["en"])
    speaker: str | None = Field(description="Who says it; null: speakers were not identified.", examples=["SPEAKER_00"])
    confidence: float | None = Field(description="Confidence of the speech recognition, 0 to 1; null: unknown.")
    source: str = Field(description="`subtitles`, or `asr` for automatic speech recognition.", examples=["subtitles"])
    words: list[WordOut] | None = Field(
        description="The words with their times; null: only the segment's times are known."
    )


class TranscriptOut(BaseModel):
    """The transcript of a video."""

    video_id: str = Field(description="The video's id.", examples=["team--talk-0123456789"])
    origin: str | None = Field(description="Where the text comes from.", examples=["subtitle file talk.en.vtt"])
    segments: list[SegmentOut] = Field(description="Ordered by time.")


@router.get(
    "/{video_id}/transcript.vtt",
    operation_id="get_transcript_vtt",
    summary="The transcript as WebVTT",
    response_class=Response,
    responses={
        **file_response(VTT_TYPE, "Captions of at most two lines, with voice tags."),
        **NOT_MODIFIED,
        **NO_TRANSCRIPT,
    },
)
async def get_vtt(
    request: Request,
    service: ServiceDep,
    caller: Searcher,
    turns: TurnsDep,
    video_id: VideoId,
    corrections: WithCorrections = True,
) -> Response:
    """For `<track>` and other players in browsers."""
    return await turns.lists.run(partial(_captions, request, service, caller, video_id, VTT_TYPE, to_vtt, corrections))


@router.get(
    "/{video_id}/transcript.srt",
    operation_id="get_transcript_srt",
    summary="The transcript as SubRip",
    response_class=Response,
    responses={**file_response(SRT_TYPE, "Captions of at most two lines."), **NOT_MODIFIED, **NO_TRANSCRIPT},
)
async def get_srt(
    request: Request,
    service: ServiceDep,
    caller: Searcher,
    turns: TurnsDep,
    video_id: VideoId,
    corrections: WithCorrections = True,
) -> Response:
    """For desktop players and editors; UTF-8."""
    kind = f"{SRT_TYPE}; charset=utf-8"
    return await turns.lists.run(partial(_captions, request, service, caller, video_id, kind, to_srt, corrections))


@router.get(
    "/{video_id}/transcript.ttml",
    operation_id="get_transcript_ttml",
    summary="The transcript as TTML",
    response_class=Response,
    responses={
        **file_response(TTML_TYPE, "Captions of the IMSC 1.1 text profile, with languages and speakers as agents."),
        **NOT_MODIFIED,
        **NO_TRANSCRIPT,
    },
)
async def get_ttml(
    request: Request,
    service: ServiceDep,
    caller: Searcher,
    turns: TurnsDep,
    video_id: VideoId,
    corrections: WithCorrections = True,
) -> Response:
    """For broadcasters and platforms that take TTML, known as DFXP too."""
    return await turns.lists.run(
        partial(_captions, request, service, caller, video_id, TTML_TYPE, to_ttml, corrections)
    )


@router.get(
    "/{video_id}/transcript.json",
    operation_id="get_transcript_json",
    summary="The transcript as JSON",
    response_model=TranscriptOut,
    responses={**NOT_MODIFIED, **NO_TRANSCRIPT},
)
async def get_json(
    request: Request,
    service: ServiceDep,
    caller: Searcher,
    turns: TurnsDep,
    video_id: VideoId,
    corrections: WithCorrections = True,
) -> Response:
    """All segments, of subtitles and of speech recognition, with words, speakers and languages where known."""
    return await turns.lists.run(partial(_segments, request, service, caller, video_id, corrections))


def _captions(
    request: Request,
    service: SearchService,
    caller: Caller,
    video_id: str,
    kind: str,
    write: Callable[[Any], str],
    corrections: bool,
) -> Response:
    video, stamp = _require_transcript(service, visible_video(service, caller, video_id))
    tag = transcript_tag(service.store, video, stamp, corrections=corrections)
    return conditional_response(
        request, tag, kind, lambda: write(read_transcript(service.store, video, corrections=corrections))
    )


def _segments(request: Request, service: SearchService, caller: Caller, video_id: str, corrections: bool) -> Response:
    video, stamp = _require_transcript(service, visible_video(service, caller, video_id))

    def body() -> str:
        table = read_transcript(service.store, video, corrections=corrections)
        segments = [SegmentOut(**row) for row in table.iter_rows(named=True)]
        transcript = TranscriptOut(video_id=video.video_id, origin=stamp.note.get("origin"), segments=segments)
        return transcript.model_dump_json()

    return conditional_response(
        request, transcript_tag(service.store, video, stamp, corrections=corrections), "application/json", body
    )


def _require_transcript(service: SearchService, video: Video) -> tuple[Video, Stamp]:
    """The video and the stamp of its transcript; raises 404 with the reason where it is missing or empty."""
    try:
        return video, require_transcript(service.store, video)
    except NoTranscript as missing:
        raise Problem(HTTPStatus.NOT_FOUND, str(missing)) from None
