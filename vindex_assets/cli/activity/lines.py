"""Progress, history and workers as lines for a terminal.

A command looks once, so it cannot tell whether something is silent: it says how long ago the last sign of life was, by
the clocks of both machines.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from vindex_search.api.schemas.runs.history import AttemptOut, CostOut, HistoryAnswer, RunOut
from vindex_search.api.schemas.runs.progress import ProgressOut
from vindex_search.api.schemas.runs.workers import StepOut, WorkersAnswer
from vindex_search.contract.runs.heartbeat import LOST_AFTER_S

MINUTE_S: Final = 60.0
HOUR_S: Final = 3600.0


def progress_text(progress: ProgressOut, now: float) -> str:
    """How far a video is, as "43 %, transcript 60 %, last sign 3 s ago"."""
    parts = [percent(progress.share)]
    if progress.asset is not None:
        parts.append(f"{progress.asset.replace('_', ' ')} {percent(progress.asset_share or 0.0)}")
    if progress.last_sign_at is not None:
        parts.append(last_sign(progress.last_sign_at, now))
    return ", ".join(parts)


def history_lines(answer: HistoryAnswer) -> Iterator[str]:
    """Each run, the newest first, with its steps below it."""
    if not answer.runs:
        yield f"no attempts at {answer.video_id} are recorded"
    for run in answer.runs:
        yield from _run_lines(run)
    if answer.next:
        yield f"older runs: vindex history {answer.video_id} --after {answer.runs[-1].run_id}"


def worker_lines(answer: WorkersAnswer, now: float | None = None) -> Iterator[str]:
    """Each worker with its steps, then the steps of none of them."""
    now = time.time() if now is None else now
    if not (answer.workers or answer.steps):
        yield "no worker and no step is at work"
    for worker in answer.workers:
        queues, sign = ", ".join(worker.queues), last_sign(worker.last_sign_at, now)
        yield f"{worker.name}  {worker.state}  queues {queues}, {worker.concurrency} at once, {sign}"
        yield from (f"  {_step_line(step, now)}" for step in worker.steps)
    if answer.steps:
        yield "steps without a queue, or whose worker is not known:"
        yield from (f"  {_step_line(step, now)}" for step in answer.steps)


def last_sign(at: str, now: float) -> str:
    """How long ago a sign of life was, as "last sign 3 s ago"; with a mark where it is long ago."""
    ago_s = max(0.0, now - datetime.fromisoformat(at).timestamp())
    return f"last sign {duration(ago_s)} ago{' !' if ago_s >= LOST_AFTER_S else ''}"


def duration(seconds: float) -> str:
    """A time as people read it: `12 s`, `3 min 5 s`, `2 h 10 min`."""
    whole = round(seconds)
    if whole < MINUTE_S:
        return f"{whole} s"
    if whole < HOUR_S:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def percent(share: float) -> str:
    """A share as a whole percentage, rounded down: 100 % is done."""
    return f"{int(share * 100)} %"


def _run_lines(run: RunOut) -> Iterator[str]:
    hosts = f" on {', '.join(run.hosts)}" if run.hosts else ""
    yield f"{run.began_at}  {run.outcome}  asked by {run.asked_by}, {duration(run.seconds)}{hosts}  {run.run_url}"
    width = max(len(step.asset) for step in run.steps)
    for step in run.steps:
        yield f"  {step.asset:{width}}  {_attempt(step)}"


def _attempt(step: AttemptOut) -> str:
    again = f", try {step.try_number + 1}" if step.try_number else ""
    reason = f": {step.reason}" if step.reason else ""
    return f"{step.outcome:9}  {step.seconds:8.1f} s{_used(step.cost)}{again}{reason}"


def _used(cost: CostOut | None) -> str:
    """What a try used, as ", 21.4 s of processors, 812 MiB"; a share of what could not be told apart with `~`."""
    if cost is None:
        return ""
    about = "~" if cost.is_shared else ""
    gpu = f", {cost.gpu_s:.1f} s of GPU" if cost.gpu_s else ""
    return f", {about}{cost.cpu_s:.1f} s of processors{gpu}, {about}{cost.peak_memory_mib:.0f} MiB"


def _step_line(step: StepOut, now: float) -> str:
    began_s = now - datetime.fromisoformat(step.began_at).timestamp()
    video = step.video_id or "between two videos"
    since = f"since {duration(max(0.0, began_s))}, {last_sign(step.last_sign_at, now)}"
    return f"{step.asset} {percent(step.share)}  {video}  {since}  on {step.host}  run {step.run_id}"
