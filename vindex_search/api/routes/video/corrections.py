"""Corrections of a video, their history and their undoing, and the names of a workspace's speakers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request

from vindex_search.api.dependencies import (
    Editor,
    Searcher,
    ServiceDep,
    VideoId,
    actor_of,
    allowed_workspaces,
    visible_video,
)
from vindex_search.api.openapi import VIDEO_NOT_FOUND, problem_responses
from vindex_search.api.problems import Problem
from vindex_search.api.routes.key_first import KeyFirstRoute
from vindex_search.api.schemas.corrections import (
    CorrectionIn,
    CorrectionOut,
    CorrectionsOut,
    SpeakerName,
    correction_out,
)
from vindex_search.contract.corrections.correction import MAX_NAME, InvalidCorrection
from vindex_search.corrections.journals import JournalFull, VideoGone, read_journal
from vindex_search.videos.corrections import deeds

router = APIRouter(prefix="/v1", tags=["corrections"], route_class=KeyFirstRoute)

REFUSALS: Final = problem_responses(
    {
        **VIDEO_NOT_FOUND,
        HTTPStatus.CONFLICT: "The line says something else now: `detail` says what; or the journal is full.",
        HTTPStatus.UNPROCESSABLE_ENTITY: "The correction does not fit its kind: `detail` says why.",
    }
)


@router.get(
    "/videos/{video_id}/corrections",
    operation_id="list_corrections",
    summary="The corrections of a video",
    responses=problem_responses(VIDEO_NOT_FOUND),
)
def list_corrections(service: ServiceDep, caller: Searcher, video_id: VideoId) -> CorrectionsOut:
    """All of them, with who and when: those in force, those undone, and those that match nothing after a re-run."""
    video = visible_video(service, caller, video_id)
    entries = read_journal(service.store, video.video_id).entries
    valid, missed = deeds.in_force(entries), {one.id for one in deeds.unmatched(service.store, video.video_id)}
    told = [correction_out(one, in_force=one.id in valid, matched=one.id not in missed) for one in entries]
    return CorrectionsOut(corrections=told)


@router.post(
    "/videos/{video_id}/corrections",
    operation_id="correct_video",
    summary="Correct a video",
    status_code=HTTPStatus.CREATED,
    responses=REFUSALS,
)
def correct_video(
    request: Request, service: ServiceDep, caller: Editor, video_id: VideoId, body: CorrectionIn
) -> CorrectionOut:
    """A line of the transcript, a text on screen, or a speaker; searches find it within seconds."""
    video = visible_video(service, caller, video_id)
    times = (body.start_s, body.end_s) if body.start_s is not None and body.end_s is not None else None
    wanted = deeds.Wanted(body.kind, body.before, body.after, times)
    with _refusals():
        return correction_out(deeds.correct(service.store, video.video_id, wanted, actor=actor_of(request, caller)))


@router.delete(
    "/videos/{video_id}/corrections/{correction_id}",
    operation_id="undo_correction",
    summary="Undo a correction",
    responses=problem_responses({HTTPStatus.NOT_FOUND: "There is no such video, or no such correction in force."}),
)
def undo_correction(
    request: Request,
    service: ServiceDep,
    caller: Editor,
    video_id: VideoId,
    correction_id: Annotated[str, Path(max_length=40, description="The id of the correction, or of an undo.")],
) -> CorrectionOut:
    """An undo is an entry too, and can be undone."""
    video = visible_video(service, caller, video_id)
    with _refusals():
        return correction_out(deeds.undo(service.store, video.video_id, correction_id, actor=actor_of(request, caller)))


@router.put(
    "/workspaces/{workspace}/speakers/{label}",
    operation_id="name_speaker",
    summary="Name a speaker in a workspace",
    responses=problem_responses({HTTPStatus.FORBIDDEN: "The workspace is not the caller's."}),
)
def name_speaker(
    request: Request,
    service: ServiceDep,
    caller: Editor,
    workspace: Annotated[str, Path(description="A workspace.", examples=["team"])],
    label: Annotated[str, Path(max_length=MAX_NAME, description="As the lines have it.", examples=["SPEAKER_00"])],
    body: SpeakerName,
) -> CorrectionOut:
    """In all its videos that have no name of their own for the label."""
    (allowed,) = allowed_workspaces(caller, [workspace])
    with _refusals():
        return correction_out(
            deeds.name_speaker(service.store, allowed, label, body.name, actor=actor_of(request, caller))
        )


@contextmanager
def _refusals() -> Iterator[None]:
    """Context manager: why a correction is not made, as a problem."""
    try:
        yield
    except (deeds.LineChanged, JournalFull) as refused:
        raise Problem(HTTPStatus.CONFLICT, str(refused)) from None
    except InvalidCorrection as refused:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(refused)) from None
    except (deeds.UnknownCorrection, VideoGone) as refused:
        raise Problem(HTTPStatus.NOT_FOUND, str(refused.args[0])) from None
