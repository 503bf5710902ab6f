"""What is said in a video, as WebVTT, SubRip or JSON."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from vindex_search.api.dependencies import ServiceDep, Searcher, VideoId, visible_video
from vindex_search.api.etag import conditional_response
from vindex_search.api.openapi import NOT_MODIFIED, file_response, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.query.service import SearchService
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.captions import to_srt, to_vtt
from vindex_search.videos.video import Video

router = APIRouter(prefix="/v1/videos", tags=["videos"])

VTT: Final = "text/vtt"
SRT: Final = "application/x-subrip"
REFUSED: Final = problem_responses({HTTPStatus.NOT_FOUND: "There is no such video, or nothing is said in it: the reason."})


class WordOut(BaseModel):
    """A word with its time."""

    text: str = Field(description="As it is written in the segment.", examples=["tide"])
    start_s: float = Field(description="Seconds from the start of the video.", examples=[12.4])
    end_s: float = Field(description="Seconds from the start of the video.", examples=[12.8])
    score: float | None = Field(description="How sure the recogniser was, 0 to 1; null: it does not say.")


class SegmentOut(BaseModel):
    """A sentence or so."""

    start_s: float = Field(description="Seconds from the start of the video.", examples=[12.1])
    end_s: float = Field(description="Seconds from the start of the video.", examples=[15.9])
    text: str = Field(description="What is said.", examples=["The tide turns twice a day."])
    language: str | None = Field(description="Its language as a code; null: unknown.", examples=["en"])
    speaker: str | None = Field(description="Who says it; null: speakers were not told apart.", examples=["SPEAKER_00"])
    confidence: float | None = Field(description="How sure the recogniser was, 0 to 1; null: it does not say.")
    source: str = Field(description="`subtitles`, or `asr` for speech recognition.", examples=["subtitles"])
    words: list[WordOut] | None = Field(description="Its words with their times; null: only the segment's is known.")


class TranscriptOut(BaseModel):
    """All that is said in a video, in order."""

    video_id: str = Field(description="The video.", examples=["team--talk-0123456789"])
    origin: str | None = Field(description="Where the text comes from.", examples=["subtitle file talk.en.vtt"])
    segments: list[SegmentOut] = Field(description="Ordered by time.")


@router.get(
    "/{video_id}/transcript.vtt",
    operation_id="get_transcript_vtt",
    summary="The transcript as WebVTT",
    response_class=Response,
    responses={**file_response(VTT, "Captions of at most two lines, with voice tags."), **NOT_MODIFIED, **REFUSED},
)
def get_vtt(request: Request, library: ServiceDep, caller: Searcher, video_id: VideoId) -> Response:
    """For `<track>` and other players in a browser."""
    video, stamp = _said(library, visible_video(library, caller, video_id))
    return conditional_response(request, stamp.fingerprint, VTT, lambda: to_vtt(_table(library, video)))


@router.get(
    "/{video_id}/transcript.srt",
    operation_id="get_transcript_srt",
    summary="The transcript as SubRip",
    response_class=Response,
    responses={**file_response(SRT, "Captions of at most two lines."), **NOT_MODIFIED, **REFUSED},
)
def get_srt(request: Request, library: ServiceDep, caller: Searcher, video_id: VideoId) -> Response:
    """For players and editors on the desktop; UTF-8."""
    video, stamp = _said(library, visible_video(library, caller, video_id))
    return conditional_response(
        request, stamp.fingerprint, f"{SRT}; charset=utf-8", lambda: to_srt(_table(library, video))
    )


@router.get(
    "/{video_id}/transcript.json",
    operation_id="get_transcript_json",
    summary="The transcript with all that is known of it",
    response_model=TranscriptOut,
    responses={**NOT_MODIFIED, **REFUSED},
)
def get_json(request: Request, library: ServiceDep, caller: Searcher, video_id: VideoId) -> Response:
    """Segments as they were written or recognised, with words, speakers and languages where they are known."""
    video, stamp = _said(library, visible_video(library, caller, video_id))

    def body() -> str:
        rows = [SegmentOut(**row) for row in _table(library, video).iter_rows(named=True)]
        found = TranscriptOut(video_id=video.video_id, origin=stamp.note.get("origin"), segments=rows)
        return found.model_dump_json()

    return conditional_response(request, stamp.fingerprint, "application/json", body)


def _table(library: SearchService, video: Video) -> Any:
    return library.store.read_table(video.video_id, TRANSCRIPT)


def _said(library: SearchService, video: Video) -> tuple[Video, Stamp]:
    """The video and the stamp of its transcript; 404 with the reason where nothing is said in it."""
    stamp = library.store.stamp(video.video_id, TRANSCRIPT)
    if stamp is None:
        why = f"it failed: {video.reason}" if video.reason else f"it is {video.status}"
        raise Problem(HTTPStatus.NOT_FOUND, f"{video.video_id} has no transcript yet; {why}")
    if not _segments(library, video, stamp):
        origin = stamp.note.get("origin", "its source is not known")
        raise Problem(HTTPStatus.NOT_FOUND, f"nothing is said in {video.video_id} ({origin})")
    return video, stamp


def _segments(library: SearchService, video: Video, stamp: Stamp) -> int:
    counted = stamp.note.get("segments")
    if counted is None:  # a transcript from before they were counted
        return len(library.store.read_table(video.video_id, TRANSCRIPT, columns=["segment"]))
    return int(counted)
