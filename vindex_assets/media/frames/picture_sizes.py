"""The sizes of a film's pictures as they are decoded, and the note where there is more than one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vindex_assets.media.decode.base import DecodedFrame
from vindex_search.contract.notes import Note

Size = tuple[int, int]


class PictureSizes:
    """Watches the frames of a film on their way; afterwards `notes` tells what changed."""

    def __init__(self) -> None:
        self._last: Size | None = None
        self._first_change: tuple[float, Size, Size] | None = None
        self._changes = 0

    def watch(self, frames: Iterable[DecodedFrame]) -> Iterator[DecodedFrame]:
        """The same frames."""
        for frame in frames:
            self._add(frame.size, frame.time_s)
            yield frame

    def _add(self, size: Size, time_s: float) -> None:
        if self._last is not None and size != self._last:
            self._changes += 1
            self._first_change = self._first_change or (time_s, self._last, size)
        self._last = size

    def notes(self) -> list[Note]:
        """One where the size as shown has changed; none otherwise."""
        if self._first_change is None:
            return []
        time_s, before, after = self._first_change
        text = f"the picture changes from {before[0]} x {before[1]} to {after[0]} x {after[1]} at {time_s:.1f} s"
        if self._changes > 1:
            text += f", the first of {self._changes} changes"
        return [Note("picture_size_changed", text, start_s=round(time_s, 3))]
