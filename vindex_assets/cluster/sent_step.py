"""A step that was sent to a queue, as the run waits for it.

Celery alone waits for ever for a step whose worker, or whose message, is gone, and fails the run where a step kills its
worker. Here either is a crash of the step, which its RetryPolicy decides on.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final, Protocol

import redis
from celery.exceptions import TaskRevokedError

from vindex_assets.cluster.claims import CLAIM_S, StepClaims
from vindex_search.common.text import visible
from vindex_search.contract.runs.heartbeat import LOST_AFTER_S

log = logging.getLogger("vindex.cluster")

LOOK_S: Final = 5.0  # between two looks for who has a step
SILENT_S: Final = LOST_AFTER_S - CLAIM_S  # nobody has a step for so long, after the claim of a worker expired

Crash = Callable[[Exception], str]
"""Records that a step crashed; returns the event, serialised: that it failed, or that it is to be tried again."""


class StepLost(Exception):
    """A step was sent, and neither waits in its queue nor is any worker at it."""


class Result(Protocol):
    """What Celery's `AsyncResult` has of what is needed."""

    id: str

    def ready(self) -> bool:
        """Whether the task has ended."""

    def get(self) -> list[str]:
        """What the task returned: Dagster's events, serialised."""

    def revoke(self) -> None:
        """Tell the workers not to begin with the task."""


class SentStep:
    """Has the methods of Celery's `AsyncResult` that Dagster's loop over the steps of a run calls.

    Args:
        result: Celery's result.
        queue: Where it was sent to.
        claims: Who is at it.
        crash: Records a crash of the step.
        check_run: Called at each look; raises where the run is over by other hands.
        clock: Seconds, from any time on.
    """

    def __init__(
        self,
        result: Result,
        queue: str,
        claims: StepClaims,
        *,
        crash: Crash,
        check_run: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._result, self._queue, self._claims = result, queue, claims
        self._crash, self._check_run, self._clock = crash, check_run, clock
        self._next_look = clock() + LOOK_S
        self._silent_since: float | None = None
        self._is_lost = self._is_revoked = False

    def ready(self) -> bool:
        """Whether the step has ended, was revoked before anybody began with it, or is lost."""
        try:
            return self._result.ready() or self._is_revoked or self._look()
        except (redis.ConnectionError, redis.TimeoutError) as away:
            log.warning("%s", visible(f"the broker is away, step {self._result.id} is waited for: {away}"))
            self._silent_since = None  # who has it cannot be told
            return False

    def get(self) -> list[str]:
        """The serialised events of the step.

        Raises:
            TaskRevokedError: nobody begins with it any more.
        """
        if self._is_revoked:
            raise TaskRevokedError(self._result.id)
        if self._is_lost:
            return [self._crash(StepLost(f"no queue and no worker has the step any more, which {self._queue!r} had"))]
        try:
            return self._result.get()
        except TaskRevokedError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a worker died of is a crash of its step
            return [self._crash(error)]

    def revoke(self) -> None:
        """Have nobody begin with the step; a worker that is at it notices by itself that the run is over."""
        self._is_revoked = self._claims.give_up(self._result.id)
        self._result.revoke()

    def _look(self) -> bool:
        """Look for who has the step; returns whether it is lost, so that nobody can begin with it any more."""
        now = self._clock()
        if now < self._next_look:
            return False
        self._next_look = now + LOOK_S
        self._check_run()
        if self._claims.holder(self._result.id) or self._claims.is_waiting(self._result.id, self._queue):
            self._silent_since = None
            return False
        if self._silent_since is None:
            self._silent_since = now
        if now - self._silent_since < SILENT_S:
            return False
        self._is_lost = self._claims.give_up(self._result.id)
        return self._is_lost
