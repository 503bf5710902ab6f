"""The workers and the steps in work as JSON, for the HTTP API and `vindex workers --json`."""

from __future__ import annotations

from pydantic import BaseModel, Field

from vindex_search.api.schemas.urls import run_url
from vindex_search.videos.activity.signs import SeenStep, Work, iso_time
from vindex_search.videos.activity.workers import BusyWorker, WorkerState, busy_workers


class StepOut(BaseModel):
    """A step in work."""

    run_id: str = Field(description="The run in Dagster.")
    run_url: str = Field(description="The run in Dagster's UI.")
    asset: str = Field(description="The asset that is being made.", examples=["transcript"])
    video_id: str | None = Field(description="The video of the run that has its turn; null: between two.")
    share: float = Field(description="How much of the asset is done for it, from 0 to 1.", examples=[0.6])
    began_at: str = Field(description="When the step began with this video; ISO 8601, UTC.")
    last_sign_at: str = Field(description="Its last sign of life, by the clock of its machine; ISO 8601, UTC.")
    silent_s: float = Field(description="For how many seconds this service has seen no new sign of life.")
    is_silent: bool = Field(description="No sign of life for a minute.")
    host: str = Field(description="The machine.")
    queue: str | None = Field(description="The queue that it came from; null: none.", examples=["gpu"])


class WorkerOut(BaseModel):
    """A worker that takes steps from queues."""

    name: str = Field(description="Its name.", examples=["gpu@host-1"])
    host: str = Field(description="The machine.")
    state: WorkerState = Field(
        description="`idle`; `busy`; `draining`: it takes no further step; `silent`: no sign of life for a minute.",
        examples=["busy"],
    )
    queues: list[str] = Field(description="The queues that it takes steps from.", examples=[["gpu"]])
    concurrency: int = Field(description="How many steps it works on at once.", examples=[1])
    revision: str | None = Field(description="The git revision that it runs; null: unknown.")
    last_sign_at: str = Field(description="Its last sign of life, by the clock of its machine; ISO 8601, UTC.")
    silent_s: float = Field(description="For how many seconds this service has seen no new sign of life.")
    steps: list[StepOut] = Field(description="What it is at work on.")


class WorkersAnswer(BaseModel):
    """The workers, and the steps that no worker can be named for."""

    workers: list[WorkerOut] = Field(description="By name; none where runs are executed without queues.")
    steps: list[StepOut] = Field(description="Steps in work of runs without a queue, or of a worker that is gone.")


def workers_answer(work: Work, dagster_url: str) -> WorkersAnswer:
    """The workers and steps at one time; `dagster_url` is the base URL of Dagster's UI."""
    workers, others = busy_workers(work.workers, work.steps)
    return WorkersAnswer(
        workers=[_worker_out(worker, dagster_url) for worker in workers],
        steps=[_step_out(step, dagster_url) for step in others],
    )


def _worker_out(worker: BusyWorker, dagster_url: str) -> WorkerOut:
    heartbeat = worker.worker.heartbeat
    return WorkerOut(
        name=heartbeat.name,
        host=heartbeat.host,
        state=worker.state,
        queues=list(heartbeat.queues),
        concurrency=heartbeat.concurrency,
        revision=heartbeat.revision or None,
        last_sign_at=iso_time(heartbeat.at),
        silent_s=round(worker.worker.silent_s, 1),
        steps=[_step_out(step, dagster_url) for step in worker.steps],
    )


def _step_out(step: SeenStep, dagster_url: str) -> StepOut:
    heartbeat = step.heartbeat
    return StepOut(
        run_id=heartbeat.run_id,
        run_url=run_url(dagster_url, heartbeat.run_id),
        asset=heartbeat.asset,
        video_id=heartbeat.video_id or None,
        share=round(min(1.0, max(0.0, heartbeat.share)), 4),
        began_at=iso_time(heartbeat.began),
        last_sign_at=iso_time(heartbeat.at),
        silent_s=round(step.silent_s, 1),
        is_silent=step.is_silent,
        host=heartbeat.host,
        queue=heartbeat.queue or None,
    )
