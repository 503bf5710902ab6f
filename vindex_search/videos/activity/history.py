"""The history of a video: what became of it in each run, from the tries of the steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import Final, Literal, get_args

from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.contract.runs.step_attempt import Requester, StepAttempt

RunOutcome = Literal["done", "failed", "cancelled", "working", "partial"]
RUN_OUTCOMES: Final[tuple[RunOutcome, ...]] = get_args(RunOutcome)
LAST_ASSET: Final = tuple(ARTEFACTS)[-1]


@dataclass(frozen=True, slots=True)
class VideoRun:
    """What one run did for one video.

    Attributes:
        run_id: The Dagster run.
        asked_by: Who asked for it.
        attempts: The tries of its steps, in the order in which they began; at least one.
        outcome: `done`: the last asset was made or found; `failed` or `cancelled`: the last try of a step was;
            `working`: a step of it is at work on the video; `partial`: else, such as a run of some assets alone, or one
            that was killed.
    """

    run_id: str
    asked_by: Requester
    attempts: tuple[StepAttempt, ...]
    outcome: RunOutcome

    @property
    def began(self) -> float:
        """When its first try began, in seconds since 1970."""
        return self.attempts[0].began

    @property
    def seconds(self) -> float:
        """Seconds of work: what lies between two steps is other videos' time."""
        return sum(attempt.seconds for attempt in self.attempts)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The machines that worked on it, in the order of their first try."""
        return tuple(dict.fromkeys(attempt.host for attempt in self.attempts))


def runs_of_video(attempts: Iterable[StepAttempt], working: frozenset[str] = frozenset()) -> list[VideoRun]:
    """The runs of a video, the newest first.

    Args:
        attempts: The tries of its steps, in any order.
        working: The runs whose steps are at work on it now.
    """
    by_run: dict[str, list[StepAttempt]] = {}
    for attempt in sorted(attempts, key=lambda each: (each.began, each.asset, each.try_number)):
        by_run.setdefault(attempt.run_id, []).append(attempt)
    runs = [
        VideoRun(run_id, tries[0].asked_by, tuple(tries), _outcome(tries, is_working=run_id in working))
        for run_id, tries in by_run.items()
    ]
    return sorted(runs, key=lambda run: (-run.began, run.run_id))


def page_of(runs: Sequence[VideoRun], *, after: str, limit: int) -> tuple[list[VideoRun], str | None]:
    """A page of runs, and the id of its last run where there are more.

    Args:
        runs: All of them, the newest first.
        after: Id of the last run of the page before; empty: the first page. After an unknown one there is nothing.
        limit: How many at most.
    """
    rest = list(dropwhile(lambda run: run.run_id != after, runs))[1:] if after else list(runs)
    page = list(islice(rest, limit))
    return page, page[-1].run_id if len(rest) > limit else None


def _outcome(attempts: Sequence[StepAttempt], *, is_working: bool) -> RunOutcome:
    last = {attempt.asset: attempt.outcome for attempt in attempts}  # the last try of each asset
    if is_working:
        return "working"
    if "failed" in last.values():
        return "failed"
    if "cancelled" in last.values():
        return "cancelled"
    return "done" if LAST_ASSET in last else "partial"
