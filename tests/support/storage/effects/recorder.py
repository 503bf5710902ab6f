"""The effects of an operation in their order, and the end of the world after any number of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple


class Stopped(BaseException):
    """The process ends here; no handler of errors sees it."""


class Effect(NamedTuple):
    """One change: what kind it is, and of what."""

    kind: str
    of: str

    def __str__(self) -> str:
        """As in a list of effects."""
        return f"{self.kind} {self.of}"


class Recorder:
    """Notes effects, from any thread.

    Attributes:
        done: The effects that were made, in order.
        is_stopped: No further effect is made.

    Args:
        stop_after: So many effects are made; the next one stops the world. None: all of them are made.
        meanwhile: What another process does before an effect, given how many were made; that is not recorded.
    """

    def __init__(self, stop_after: int | None = None, meanwhile: Callable[[int], None] | None = None) -> None:
        self.done: list[Effect] = []
        self.is_stopped = False
        self._stop_after, self._meanwhile = stop_after, meanwhile
        self._is_other = False
        self._lock = threading.Lock()
        self._when_stopped: list[Callable[[], None]] = []
        self._when_power_fails: list[Callable[[], None]] = []

    def about_to(self, kind: str, of: str) -> None:
        """Note an effect that is about to be made.

        Raises:
            Stopped: the world was stopped before, or ends with this effect.
        """
        if self._is_other:
            return
        if self._meanwhile and not self.is_stopped:
            self._is_other = True
            self._meanwhile(len(self.done))
            self._is_other = False
        with self._lock:
            if self.is_stopped or len(self.done) == self._stop_after:
                self.is_stopped = True
                raise Stopped
            self.done.append(Effect(kind, of))

    def go_on(self) -> None:
        """Nothing, for a change that is not counted.

        Raises:
            Stopped: the world was stopped before.
        """
        if self.is_stopped:
            raise Stopped

    def on_stop(self, release: Callable[[], None]) -> None:
        """Have what the process holds released when it ends."""
        self._when_stopped.append(release)

    def end_process(self) -> None:
        """Release what the process holds."""
        for release in self._when_stopped:
            release()

    def on_power_failure(self, lose: Callable[[], None]) -> None:
        """Have what is in memory alone lost when the power fails."""
        self._when_power_fails.append(lose)

    def fail_power(self) -> None:
        """Lose what was written and not flushed to disk: of such a file the name is left, and no byte."""
        for lose in self._when_power_fails:
            lose()

    def by_name(self) -> list[str]:
        """The effects on everything but folders, each as its kind and the last part of its path."""
        return [f"{kind} {of.rpartition('/')[2]}" for kind, of in self.done if kind not in ("mkdir", "rmdir")]

    def __str__(self) -> str:
        """The effects, one a line, for the report of a test."""
        return "\n".join(["these effects were made:", *(f"  {effect}" for effect in self.done)])
