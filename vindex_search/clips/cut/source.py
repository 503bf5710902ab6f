"""The film of a clip: its packets in player time, from a key frame on.

Players and the library count from the same zero; so do all times here. Where the clock of a stream breaks, its packets
are moved as the probe found (`CutTask.shifts`), and the film is read from its beginning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from vindex_search.clips.cut.task import TOLERANCE_S, CutTask
from vindex_search.sandbox.failures import Permanent

INTERLEAVING_S: Final = 1.0  # pictures and sound of one moment lie less far apart in a file
UNREADABLE: Final = "the film cannot be opened for cutting any more"
NO_TIMES: Final = "the film states no times for its packets, so no range of it can be cut"


class Source:
    """The film of a task."""

    def __init__(self, task: CutTask) -> None:
        self.task = task

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """Context manager: the container, with the demuxer that the probe found and local data only."""
        import av

        av.logging.set_level(None)  # of damaged films there is a line for each packet
        try:
            container = av.open(
                self.task.path,
                format=self.task.demuxer.partition(",")[0],
                metadata_errors="replace",
                options={"protocol_whitelist": "file"},
            )
        except (av.FFmpegError, OSError):
            raise Permanent(UNREADABLE) from None
        with container:
            yield container

    def packets(self, container: Any, indexes: Sequence[int]) -> Iterator[Any]:
        """The packets of some streams, from before the start on, moved so that player time zero has time stamp 0.

        Args:
            container: Freshly opened.
            indexes: Of the streams; the film is sought in the first one.
        """
        self._seek(container, indexes[0])
        streams = [container.streams[index] for index in indexes]
        zero = {stream.index: round(self.task.zero_s / stream.time_base) for stream in streams}
        numbers: Counter[int] = Counter()
        for packet in container.demux(streams):
            if packet.size == 0:
                continue
            index = packet.stream_index
            moved = self._shift(index, numbers[index])
            numbers[index] += 1
            if moved is None or (packet.pts is None and packet.dts is None):
                continue
            _move(packet, moved - zero[index])
            yield packet

    def key_frame(self, index: int) -> float | None:
        """When the last key frame of a stream at or before the start is shown; None where that is not known."""
        last = None
        with self.opened() as container:
            for packet in self.packets(container, [index]):
                at = seconds(packet)
                if (packet.dts is not None and packet.dts * packet.time_base > self.task.start_s + TOLERANCE_S) or (
                    last is None and at > self.task.start_s + INTERLEAVING_S
                ):
                    break
                if packet.is_keyframe and not packet.is_discard and at <= self.task.start_s + TOLERANCE_S:
                    last = at
        return last

    def _seek(self, container: Any, index: int) -> None:
        """Go to before the start where that is safe; where a seek lands behind it, the film is read from its begin."""
        target_s = self.task.start_s - INTERLEAVING_S
        if target_s <= 0 or any(self.task.shifts.values()) or not self._lands_before(index, target_s):
            return
        _seek_to(container, index, target_s + self.task.zero_s)

    def _lands_before(self, index: int, target_s: float) -> bool:
        import av

        with self.opened() as container:
            try:
                _seek_to(container, index, target_s + self.task.zero_s)
                found = next((one for one in container.demux(container.streams[index]) if one.size), None)
            except (av.FFmpegError, OSError):
                return False
            if found is None or (found.pts is None and found.dts is None):
                return False
            return seconds(found) - self.task.zero_s <= target_s + TOLERANCE_S

    def _shift(self, index: int, number: int) -> int | None:
        """By how many ticks a packet is moved; None: it fits nowhere."""
        moves = [ticks for packet, ticks in self.task.shifts.get(index, ()) if packet <= number]
        return moves[-1] if moves else 0


def seconds(timed: Any) -> float:
    """When a packet or a frame is shown, in player time."""
    ticks = timed.dts if timed.pts is None else timed.pts
    if ticks is None:
        raise Permanent(NO_TIMES)
    return float(ticks * timed.time_base)


def held_back(stream: Any) -> Iterator[Any]:
    """The frames that a decoder holds back until the film is over."""
    for frame in stream.codec_context.decode(None):
        frame.time_base = stream.time_base
        yield frame


def _seek_to(container: Any, index: int, container_s: float) -> None:
    stream = container.streams[index]
    container.seek(int(container_s / stream.time_base), stream=stream, backward=True)


def _move(packet: Any, ticks: int) -> None:
    packet.pts = None if packet.pts is None else packet.pts + ticks
    packet.dts = None if packet.dts is None else packet.dts + ticks
