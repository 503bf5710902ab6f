"""Decoding by groups of pictures: only packets that a wanted frame needs are decoded at all.

Of H.264 the decoder also leaves out frames that no other refers to, unless they are wanted: half of a usual film.
The frames that come are those of sequential decoding, pixel by pixel, for a fifth to two thirds of the work
(benchmarks/decode.py). That holds for whole files; one missing or broken frame, and `DecoderTrouble` says that this
is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from vindex_assets.media.container import open_container, demux
from vindex_assets.media.decode.base import DECODER_THREADS, DecodedFrame, DecoderError
from vindex_assets.media.decode.gop_plan import SKIP, OUTPUT, PacketActions, plan_packets, is_plannable, select_packets
from vindex_assets.media.decode.scale import FrameScaler
from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.packets import is_flush_packet, read_packet_table

CODECS: Final = frozenset({"h264", "hevc", "vp9", "libvpx-vp9", "av1", "libdav1d"})  # one packet, one frame shown
KNOWS_REFERENCES: Final = frozenset({"h264"})  # in HEVC such a frame may still serve those of a higher layer


class GopDecoder:
    """Decoding of what a plan of the packets asks for.

    Raises:
        DecoderTrouble: the packets do not tell which frames there are.
    """

    name = "pyav by groups"

    def __init__(self, path: Path, manifest: VideoManifest) -> None:
        self._path = path
        self._manifest = manifest
        self._stream = manifest.video_stream or 0
        if manifest.streams[self._stream].codec not in CODECS:
            raise DecoderError("groups: of this format packets do not tell the frames")
        self._table = read_packet_table(path, self._stream)
        if not is_plannable(self._table):
            raise DecoderError("groups: packets do not tell the frames")

    def lost_packets(self) -> int:
        """None: at the first loss it gives up."""
        return 0

    def frames(self, *, max_fps: float, short_side: int, keyframes: bool = False) -> Iterator[DecodedFrame]:
        """Frames in the order of their times.

        Raises:
            DecoderTrouble: a frame is missing or broken.
        """
        start_s = self._manifest.start_s
        chosen = select_packets(self._table, start_s=start_s, max_fps=max_fps, keyframes=keyframes)
        scaler = FrameScaler(self._manifest)
        shown = np.sort(self._table.pts[self._table.displayed])
        for frame in self._decoded(plan_packets(self._table, chosen)):
            index = int(np.searchsorted(shown, frame.pts))
            time_s = max(0.0, float(frame.pts * self._table.time_base) - start_s)
            yield DecodedFrame(index, time_s, partial(scaler.to_rgb, frame), short_side)

    def _decoded(self, steps: PacketActions) -> Iterator[Any]:
        """The wanted frames."""
        due: set[int] = set()
        with open_container(self._path) as container:
            stream: Any = container.streams[self._stream]
            stream.thread_type, stream.codec_context.thread_count = "AUTO", DECODER_THREADS
            for frame in self._fed(container, stream, steps, due):
                if frame.pts in due:
                    due.remove(frame.pts)
                    if frame.is_corrupt:
                        raise DecoderError("groups: a frame is broken")
                    yield frame

    def _fed(self, container: Any, stream: Any, steps: PacketActions, due: set[int]) -> Iterator[Any]:
        """Every frame that the decoder gives; at the end of each stretch of packets all of `due` must have come."""
        decoder = stream.codec_context
        spared = "NONREF" if decoder.name in KNOWS_REFERENCES else "DEFAULT"
        feeding = False
        for packet, step in zip(demux(container, stream), steps.tobytes(), strict=False):
            if step == SKIP or is_flush_packet(packet):
                if feeding:
                    yield from self._drained(decoder, due)
                feeding = False
                continue
            feeding = True
            if step == OUTPUT:
                due.add(packet.pts)
            decoder.skip_frame = "DEFAULT" if step == OUTPUT else spared
            yield from _pictures(decoder, packet)
        if feeding:
            yield from self._drained(decoder, due)

    def _drained(self, decoder: Any, due: set[int]) -> Iterator[Any]:
        yield from _pictures(decoder, None)
        decoder.flush_buffers()
        if due:
            raise DecoderError("groups: a frame is missing")


def _pictures(decoder: Any, packet: Any) -> list[Any]:
    import av

    try:
        return list(decoder.decode(packet))
    except av.EOFError:
        return []
    except (av.FFmpegError, ValueError, MemoryError) as problem:
        raise DecoderError(f"groups: {type(problem).__name__}") from None
