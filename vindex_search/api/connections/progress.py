"""Whether a transfer makes progress: a least number of bytes in each window of time."""

from __future__ import annotations


class Progress:
    """Watches one direction of a connection; a window begins when the last one was filled, or with the transfer.

    Args:
        window_s: Length of a window in seconds.
        window_bytes: The least number of bytes that move in a window.
    """

    def __init__(self, window_s: float, window_bytes: int) -> None:
        self._window_s, self._window_bytes = window_s, window_bytes
        self._began: tuple[float, int] | None = None

    def stalled(self, now: float, moved: int, *, awaited: bool) -> bool:
        """Whether a window has passed in which too little moved.

        Args:
            now: Seconds on a clock that never goes back.
            moved: Bytes moved since the connection began.
            awaited: Whether the other side is to move bytes at all; it is not while this side is busy.
        """
        if not awaited:
            self._began = None
            return False
        began_at, moved_before = self._began = self._began or (now, moved)
        if moved - moved_before >= self._window_bytes:
            self._began = (now, moved)
            return False
        return now - began_at > self._window_s
