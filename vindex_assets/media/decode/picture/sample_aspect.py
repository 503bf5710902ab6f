"""The sample aspect ratio of each frame.

PyAV shows that of the decoder, not that of a frame. As long as the decoder's does not change, the one of the stream
holds for every frame. Once it does, it is ahead of the frames by as many as the decoder reorders, so each frame is
measured: FFmpeg's filter `scale` knows a frame's ratio as `sar`, and makes a picture whose width says it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from av.filter.graph import Graph
    from av.video.frame import VideoFrame

UNIT: Final = 1485  # pixels of the measured width that are a ratio of 1: those of discs and broadcasts come out exact
MAX_WIDTH: Final = 8 * UNIT
TIME_BASE: Final = Fraction(1, 1000)  # of the graph, which does not look at times


class SampleAspects:
    """Tells the sample aspect ratio of the frames of a stream, each as it comes out of the decoder."""

    def __init__(self, stream: Any) -> None:
        self._decoder = stream.codec_context
        self._first = self._decoder.sample_aspect_ratio
        self._stated = stream.sample_aspect_ratio
        self._container_decides = bool(self._first and self._stated) and self._first != self._stated
        self._changes = False
        self._graphs: dict[tuple[int, int, str], Graph] = {}

    def of(self, frame: VideoFrame) -> Fraction | None:
        """Width over height of a pixel; None where it is unknown."""
        if self._container_decides:
            return self._stated  # type: ignore[no-any-return]  # PyAV types streams by kind
        decoder_aspect = self._decoder.sample_aspect_ratio
        if self._first is None or not self._first:
            self._first = decoder_aspect  # some decoders know it with the first frame only
        self._changes = self._changes or decoder_aspect != self._first
        return self._measured(frame) or decoder_aspect if self._changes else self._stated or decoder_aspect

    def _measured(self, frame: VideoFrame) -> Fraction | None:
        """None where FFmpeg cannot scale the frame's format."""
        import av

        key = (frame.width, frame.height, frame.format.name)
        try:
            if key not in self._graphs:
                self._graphs = {key: _measuring_graph(frame)}  # a filter must not be fed with frames of another size
            self._graphs[key].vpush(frame)
            return Fraction(self._graphs[key].vpull().width, UNIT)
        except av.FFmpegError:
            return None


def _measuring_graph(frame: VideoFrame) -> Graph:
    """A graph that makes of each frame a picture of two lines, UNIT x the sample aspect ratio wide."""
    from av.filter import Graph

    graph = Graph()
    graph.threads = 1
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=TIME_BASE)
    width = f"max(2,min({MAX_WIDTH},round(sar*{UNIT})))"
    scale = graph.add("scale", w=width, h="2", eval="frame", flags="neighbor")
    graph.link_nodes(source, scale, graph.add("buffersink")).configure()
    return graph
