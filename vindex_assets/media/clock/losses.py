"""What could not be decoded of a stream: how many packets, and between which moments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Losses:
    """Counts lost packets between the good ones that come out of a decoder; times in player seconds.

    Attributes:
        count: Packets that could not be decoded, and frames that are marked corrupt.
        start_s: Time of the last good frame before the first loss, 0 without one; None where nothing is lost.
        end_s: Time of the first good frame after the last loss, or of the last frame at all; None likewise.
    """

    count: int = 0
    start_s: float | None = None
    end_s: float | None = None
    _position_s: float = 0.0
    _pending: bool = False

    def lose(self) -> None:
        """A packet is lost."""
        self.count += 1
        self._pending = True
        self.end_s = self._position_s
        if self.start_s is None:
            self.start_s = self._position_s

    def reach(self, time_s: float) -> None:
        """A good frame of that time has come out."""
        if self._pending:
            self.end_s = max(time_s, self._position_s)
            self._pending = False
        self._position_s = max(self._position_s, time_s)
