"""A moving picture in the GIF format: few frames a second, a palette made for the clip, played again and again."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from vindex_search.clips.cut.source import held_back, seconds
from vindex_search.clips.cut.task import TOLERANCE_S, CutTask
from vindex_search.clips.cut.upright import Upright

RATE: Final = 12  # frames a second
LONGEST: Final = 480  # pixels of the longer side
TICK: Final = Fraction(1, 100)  # the format counts hundredths of a second


class GifPicture:
    """The picture of a clip as a GIF."""

    def __init__(self, sink: Any, stream: Any, task: CutTask) -> None:
        self.origin_s: float | None = None
        self.end_s = task.start_s
        self.done = False
        self._sink, self._stream, self._task = sink, stream, task
        self._upright = Upright(task, "rgb24", longest=LONGEST)
        self._frames: list[Any] = []
        self._last: Any = None

    def feed(self, packet: Any) -> None:
        """Decode a packet and keep its frames, no more of them than the clip shows."""
        import av

        try:
            frames = packet.decode()
        except av.FFmpegError:
            return
        for frame in frames:
            self._take(frame)

    def finish(self) -> None:
        """Make the palette and write the file."""
        for frame in held_back(self._stream) if not self.done else ():
            self._take(frame)
        if not self._frames and self._last is not None:
            self._keep(self._last)
        if not self._frames:
            return
        encoder = self._sink.add_stream("gif", rate=RATE)
        encoder.width, encoder.height, encoder.pix_fmt = self._frames[0].width, self._frames[0].height, "pal8"
        encoder.codec_context.time_base = TICK
        for frame in _with_palette(self._frames):
            self._sink.mux(encoder.encode(frame))
        self._sink.mux(encoder.encode(None))

    def _take(self, frame: Any) -> None:
        at = seconds(frame)
        self.done = self.done or at >= self._task.end_s - TOLERANCE_S
        if self.done:
            return
        if at < self._task.start_s - TOLERANCE_S:
            self._last = frame
            return
        if not self._frames and self._last is not None and at > self._task.start_s + TOLERANCE_S:
            self._keep(self._last)
        self._keep(frame)

    def _keep(self, frame: Any) -> None:
        """Keep a frame unless one of the same twelfth of a second is kept."""
        at = max(seconds(frame), self._task.start_s)
        self.origin_s = self._task.start_s
        ticks = int((at - self._task.start_s) * RATE + TOLERANCE_S * RATE) * 100 // RATE
        if self._frames and self._frames[-1].pts >= ticks:
            return
        turned = self._upright(frame)
        turned.pts, turned.time_base = ticks, TICK
        self._frames.append(turned)
        self.end_s = at


def _with_palette(frames: list[Any]) -> list[Any]:
    import av

    graph = av.filter.Graph()
    source = graph.add_buffer(width=frames[0].width, height=frames[0].height, format=frames[0].format, time_base=TICK)
    split, palette, use = graph.add("split"), graph.add("palettegen"), graph.add("paletteuse")
    sink = graph.add("buffersink")
    source.link_to(split)
    split.link_to(use, 0, 0)
    split.link_to(palette, 1, 0)
    palette.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    for frame in frames:
        source.push(frame)
    source.push(None)
    return list(_pulled(sink))


def _pulled(sink: Any) -> Any:
    import av

    while True:
        try:
            yield sink.pull()
        except (av.EOFError, av.BlockingIOError):
            return
