"""Why a step is to stop: its run is over, its video was cancelled, or it has had its time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Cause = Literal["run_cancelled", "run_failed", "video_cancelled", "deadline"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a step is to stop.

    Attributes:
        cause: What has happened.
        reason: The same as a sentence.
    """

    cause: Cause
    reason: str

    @property
    def is_of_run(self) -> bool:
        """Whether the whole step stops, and not its work on one video alone."""
        return self.cause in {"run_cancelled", "run_failed"}


class StepStopped(BaseException):
    """Raised in the middle of the work; no `Exception`, so that nothing takes it for an error of the work itself."""
