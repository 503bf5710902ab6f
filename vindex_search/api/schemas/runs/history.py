"""The history of a video as JSON, for the HTTP API and `vindex history --json`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Final
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from vindex_search.api.schemas.urls import run_url
from vindex_search.contract.runs.step_attempt import Outcome, Requester, StepAttempt
from vindex_search.videos.activity.history import RunOutcome, VideoRun, page_of
from vindex_search.videos.activity.signs import iso_time

MAX_RUNS: Final = 100  # per page; each has a dozen steps


class CostOut(BaseModel):
    """What a try of a step used."""

    cpu_s: float = Field(description="Processor seconds of the process and its children, all cores.", examples=[21.4])
    gpu_s: float = Field(description="Seconds in calls of models on a GPU.", examples=[0.0])
    bytes_read: int = Field(description="Bytes read from uploads and store.", examples=[1200000])
    bytes_written: int = Field(description="Bytes written to the store.", examples=[34000])
    reading_requests: int = Field(description="Requests to S3 that read; 0 in a folder.", examples=[0])
    writing_requests: int = Field(description="Requests to S3 that write or list; 0 in a folder.", examples=[0])
    peak_memory_mib: float = Field(description="Most resident memory, with its largest child's.", examples=[812.0])
    is_shared: bool = Field(
        description="Whether another step was at work in the same process: the time of shared pools of threads is then "
        "shared out evenly, and the memory is that of both.",
        examples=[False],
    )


class AttemptOut(BaseModel):
    """One try of a step."""

    asset: str = Field(description="The asset that the step makes.", examples=["transcript"])
    try_number: int = Field(description="0 for the first try in this run.", examples=[0])
    began_at: str = Field(description="ISO 8601, UTC.", examples=["2026-03-01T12:00:00+00:00"])
    seconds: float = Field(description="How long it took.", examples=[12.5])
    outcome: Outcome = Field(
        description="`made`; `reused`: it was there; `shared`: copied from a video with the same bytes; `failed`; "
        "`cancelled`.",
        examples=["made"],
    )
    reason: str | None = Field(description="Why it failed or was cancelled.", examples=[None])
    host: str | None = Field(description="The machine; only for admin keys.", examples=[None])
    cost: CostOut | None = Field(None, description="What it used; null: it was not measured.")


class RunOut(BaseModel):
    """What one run did for the video."""

    run_id: str = Field(description="The run in Dagster.")
    run_url: str = Field(description="The run in Dagster's UI.")
    asked_by: Requester = Field(
        description="Who asked for it: the upload `sensor`, a `backfill`, an `operator` in Dagster's UI, a `command`, "
        "a `repair` of what was incomplete, or a `reindex`.",
        examples=["sensor"],
    )
    revision: str | None = Field(description="Revision of the upload; null: none was registered.", examples=["1"])
    began_at: str = Field(description="ISO 8601, UTC.", examples=["2026-03-01T12:00:00+00:00"])
    seconds: float = Field(description="Seconds of work on this video.", examples=[61.5])
    outcome: RunOutcome = Field(
        description="`done`; `failed` and `cancelled`: the last try of a step was; `working`: a step is at work; "
        "`partial`: of some assets alone, or killed.",
        examples=["done"],
    )
    hosts: list[str] | None = Field(description="The machines; only for admin keys.", examples=[None])
    steps: list[AttemptOut] = Field(description="The tries of its steps, in the order in which they began.")


class HistoryAnswer(BaseModel):
    """A page of the runs of a video, the newest first."""

    video_id: str
    runs: list[RunOut] = Field(description="The runs of this page.")
    next: str | None = Field(None, description="Address of the next page; null: last page.", examples=[None])


def history_answer(
    video_id: str, runs: list[VideoRun], *, dagster_url: str, after: str = "", limit: int, with_hosts: bool
) -> HistoryAnswer:
    """A page of the history of a video.

    Args:
        video_id: The video.
        runs: All its runs, the newest first.
        dagster_url: Base URL of Dagster's UI.
        after: Id of the last run of the page before; empty: the first page.
        limit: How many runs at most.
        with_hosts: Whether to name machines.
    """
    page, last = page_of(runs, after=after, limit=limit)
    next_url = f"/v1/videos/{video_id}/history?{urlencode({'after': last, 'limit': limit})}" if last else None
    shown = [_run_out(run, dagster_url, with_hosts=with_hosts) for run in page]
    return HistoryAnswer(video_id=video_id, runs=shown, next=next_url)


def _run_out(run: VideoRun, dagster_url: str, *, with_hosts: bool) -> RunOut:
    return RunOut(
        run_id=run.run_id,
        run_url=run_url(dagster_url, run.run_id),
        asked_by=run.asked_by,
        revision=run.attempts[-1].revision or None,
        began_at=iso_time(run.began),
        seconds=round(run.seconds, 2),
        outcome=run.outcome,
        hosts=list(run.hosts) if with_hosts else None,
        steps=list(_attempts_out(run.attempts, with_hosts=with_hosts)),
    )


def _attempts_out(attempts: Iterable[StepAttempt], *, with_hosts: bool) -> Iterable[AttemptOut]:
    for attempt in attempts:
        yield AttemptOut(
            asset=attempt.asset,
            try_number=attempt.try_number,
            began_at=iso_time(attempt.began),
            seconds=round(attempt.seconds, 2),
            outcome=attempt.outcome,
            reason=attempt.reason or None,
            host=attempt.host if with_hosts else None,
            cost=CostOut.model_validate(asdict(attempt.cost)) if attempt.cost else None,
        )
