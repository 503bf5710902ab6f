"""Packets as they are in the film, moved to the beginning of the clip: nothing is decoded, and nothing is lost.

A copied picture begins with a key frame, at the start of the clip or before it; and ends with the picture that the last
one before its end needs, so up to some frames behind it.
"""

from __future__ import annotations

from collections import deque
from typing import Any, Final

from vindex_search.clips.cut.source import seconds
from vindex_search.clips.cut.task import TOLERANCE_S, CutTask

COPIED_PICTURES: Final = frozenset({"h264", "hevc"})  # that every player of MP4 knows
COPIED_SOUND: Final = frozenset({"aac"})
HEVC_TAG: Final = "hvc1"  # with `hev1`, FFmpeg's own choice, Apple's players show nothing


class CopiedPicture:
    """The packets of the picture, from the key frame at `origin_s` on."""

    def __init__(self, sink: Any, stream: Any, task: CutTask, origin_s: float) -> None:
        self.origin_s: float | None = origin_s
        self.end_s = origin_s
        self.done = False
        self._begun = False
        self._last_s: float | None = None  # when the last picture is shown
        self._sink, self._task = sink, task
        self._stream = sink.add_stream_from_template(stream)
        if stream.codec_context.name == "hevc":
            self._stream.codec_context.codec_tag = HEVC_TAG

    def feed(self, packet: Any) -> None:
        """Copy a packet that belongs to the clip."""
        origin_s, at = self.origin_s or 0.0, seconds(packet)
        self._begun = self._begun or (packet.is_keyframe and abs(at - origin_s) < TOLERANCE_S)
        if self._last_s is not None and at > self._last_s and self.end_s >= self._task.end_s - TOLERANCE_S:
            self.done = True  # what is shown before the last picture comes before the next one that is shown after it
        elif self._begun and at >= origin_s - TOLERANCE_S:  # pictures before it need those of before the cut
            self._last_s = at if self._last_s is None else max(self._last_s, at)
            self.end_s = max(self.end_s, at + float((packet.duration or 0) * packet.time_base))
            _mux(self._sink, self._stream, packet, origin_s)

    def finish(self) -> None:
        """Nothing is held back."""


class CopiedSound:
    """The packets of the sound, from the one that is heard at the origin on."""

    def __init__(self, sink: Any, stream: Any, task: CutTask) -> None:
        self.done = False
        self.end_s = task.start_s
        self._sink, self._task = sink, task
        self._stream = sink.add_stream_from_template(stream)
        self._early: deque[Any] = deque()

    def feed(self, packet: Any, origin_s: float | None) -> None:
        """Copy a packet; before the origin of the clip is known it is kept."""
        self._early.append(packet)
        if origin_s is not None:
            self.place_early(origin_s)

    def place_early(self, origin_s: float) -> None:
        """Copy those of the packets so far that belong to a clip which begins at `origin_s`."""
        while self._early:
            packet = self._early.popleft()
            at = seconds(packet)
            end_s = at + float((packet.duration or 0) * packet.time_base)
            self.done = self.done or at >= self._task.end_s - TOLERANCE_S
            if not self.done and end_s > origin_s + TOLERANCE_S:
                self.end_s = end_s
                _mux(self._sink, self._stream, packet, origin_s)

    def finish(self) -> None:
        """Nothing is held back."""


def _mux(sink: Any, stream: Any, packet: Any, origin_s: float) -> None:
    origin = round(origin_s / packet.time_base)
    packet.pts = None if packet.pts is None else packet.pts - origin
    packet.dts = None if packet.dts is None else packet.dts - origin
    packet.stream = stream
    sink.mux(packet)
