"""The history of a video: what became of each try of each step, written as it ends. It never fails a step."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from vindex_assets.failures import Cancelled, VideoFailure
from vindex_assets.pipeline.meter.meter import Meter, metered
from vindex_search.common.text import visible
from vindex_search.contract.records import UploadRecord
from vindex_search.contract.runs.step_attempt import Outcome, Requester, StepAttempt
from vindex_search.storage.runs.history import add_attempt, drop_old_runs
from vindex_search.storage.store import Store

log = logging.getLogger("vindex.steps")


@dataclass(frozen=True, slots=True)
class StepTry:
    """One try of a step.

    Attributes:
        run_id: The run.
        asset: The asset whose step it is.
        number: 0 for the first try in this run.
        asked_by: Who asked for the run.
    """

    run_id: str
    asset: str
    number: int
    asked_by: Requester


@dataclass(slots=True)
class VideoTry:
    """A try of a step on one video, from its beginning to its end.

    Attributes:
        step: The try of the step.
        video_id: The video.
        meter: Measures what it uses.
        revision: Revision of its upload, as soon as that is known.
        outcome: What became of it; cancelled until there is another outcome.
        reason: Why it failed or was cancelled.
    """

    step: StepTry
    video_id: str
    meter: Meter
    revision: str = ""
    outcome: Outcome = "cancelled"
    reason: str = "the run was interrupted"
    _began_at: float = field(default_factory=time.time)
    _began: float = field(default_factory=time.monotonic)

    def end(self, outcome: Outcome, reason: str = "") -> None:
        """Set what became of it."""
        self.outcome, self.reason = outcome, reason

    def write(self, store: Store) -> None:
        """Write it into the history of the video, where that is registered still; what is in the way is logged."""
        try:
            if store.has_record(self.video_id, UploadRecord):  # else the file would bring back what was deleted
                add_attempt(store, self.video_id, self._attempt())
                drop_old_runs(store, self.video_id)
        except Exception as error:  # noqa: BLE001 - S3 raises many types, and the history is no reason to fail
            log.warning("%s", visible(f"{self.video_id}: no history of {self.step.asset} is written: {error}"))

    def _attempt(self) -> StepAttempt:
        return StepAttempt(
            run_id=self.step.run_id,
            asset=self.step.asset,
            try_number=self.step.number,
            revision=self.revision,
            asked_by=self.step.asked_by,
            began=self._began_at,
            seconds=time.monotonic() - self._began,
            outcome=self.outcome,
            reason=self.reason,
            host=socket.gethostname(),
            cost=self.meter.cost(),
        )


@contextmanager
def written_down(store: Store, step: StepTry, video_id: str) -> Iterator[VideoTry]:
    """Context manager around a try of a step on one video; its failure is the outcome, whatever else the block says."""
    with metered() as meter:
        attempt = VideoTry(step, video_id, meter)
        try:
            yield attempt
        except Cancelled as failure:
            attempt.end("cancelled", failure.reason)
            raise
        except VideoFailure as failure:
            attempt.end("failed", failure.reason)
            raise
        finally:
            attempt.write(store)
