"""Decoding by GOP: only packets that a selected frame depends on are decoded.

Of H.264 the decoder also drops frames that no other refers to (NONREF), unless they are selected: half of a typical
film. The frames are those of sequential decoding, bit for bit, for a fifth to two thirds of the CPU time (benchmarks,
case `frames`). That holds for intact files; at the first missing or corrupt frame `DecoderError` is raised.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from vindex_assets.media.clock.losses import Losses
from vindex_assets.media.container import demux_on_clock, open_container
from vindex_assets.media.decode.alpha_decoder import frame_decoder
from vindex_assets.media.decode.base import DECODER_THREADS, DecodedFrame, DecoderError
from vindex_assets.media.decode.gop_plan import (
    OUTPUT,
    SKIP,
    PacketActions,
    is_plannable,
    plan_packets,
    select_packets,
)
from vindex_assets.media.decode.in_order import in_order
from vindex_assets.media.decode.picture.geometry import FrameGeometry, GeometryReader
from vindex_assets.media.decode.scale import FrameScaler
from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.packets import is_flush_packet, read_packet_table

CODECS: Final = frozenset({"h264", "hevc", "vp9", "libvpx-vp9", "av1", "libdav1d"})  # one packet is one displayed frame
NEW_PARAMETERS: Final = "new_extradata"  # AV_PKT_DATA_NEW_EXTRADATA: another sample description of an MP4 begins
NONREF_CODECS: Final = frozenset({"h264"})  # a non-reference frame of HEVC may still serve those of a higher layer


class GopDecoder:
    """Decodes what a plan of the packets asks for.

    Raises:
        DecoderError: packets do not map to frames one to one.
    """

    name = "pyav-gop"

    def __init__(self, path: Path, manifest: VideoManifest) -> None:
        self._path = path
        self._manifest = manifest
        self._stream = manifest.video_stream or 0
        if manifest.streams[self._stream].codec not in CODECS:
            raise DecoderError("gop: packets of this codec do not map to frames")
        self._table = read_packet_table(path, self._stream, manifest.clocks)
        if not is_plannable(self._table):
            raise DecoderError("gop: packets do not map to frames")

    def losses(self) -> Losses:
        """Always none: at the first loss `DecoderError` is raised."""
        return Losses()

    def frames(self, *, max_fps: float, short_side: int, keyframes: bool = False) -> Iterator[DecodedFrame]:
        """Frames in presentation order.

        Raises:
            DecoderError: a frame is missing or corrupt.
        """
        start_s = self._manifest.start_s
        selected = select_packets(self._table, start_s=start_s, max_fps=max_fps, keyframes=keyframes)
        scaler = FrameScaler(self._manifest)
        displayed_pts = np.sort(self._table.pts[self._table.displayed])
        frames = ((self._player_time(each[0]), each) for each in self._decode(plan_packets(self._table, selected)))
        for time_s, (frame, geometry) in in_order(frames):
            yield DecodedFrame(
                index=int(np.searchsorted(displayed_pts, frame.pts)),
                time_s=time_s,
                render=partial(scaler.to_rgb, frame, geometry),
                render_luma=partial(scaler.to_luma, frame, geometry),
                short_side=short_side,
                size=geometry.size,
            )

    def _player_time(self, frame: Any) -> float:
        return max(0.0, float(frame.pts * self._table.time_base) - self._manifest.start_s)

    def _decode(self, actions: PacketActions) -> Iterator[tuple[Any, FrameGeometry]]:
        """The frames of the OUTPUT packets, each with its geometry."""
        expected: set[int] = set()  # presentation times of the OUTPUT packets fed whose frame has not come out yet
        with open_container(self._path) as container:
            stream: Any = container.streams[self._stream]
            decoder, geometry = frame_decoder(stream), GeometryReader(stream)
            decoder.thread_type, decoder.thread_count = "AUTO", DECODER_THREADS
            for frame in self._feed(container, stream, decoder, actions, expected):
                if frame.pts in expected:
                    expected.remove(frame.pts)
                    if frame.is_corrupt:
                        raise DecoderError("gop: a frame is corrupt")
                    yield frame, geometry.read(frame)
                elif frame.key_frame:
                    geometry.read(frame)

    def _feed(
        self, container: Any, stream: Any, decoder: Any, actions: PacketActions, expected: set[int]
    ) -> Iterator[Any]:
        """Every frame that comes out of the planned packets; the decoder is drained at the end of each run of them."""
        skip_unless_output = "NONREF" if decoder.name in NONREF_CODECS else "DEFAULT"
        feeding = False
        for packet, action in zip(
            demux_on_clock(container, stream, self._manifest.clocks), actions.tobytes(), strict=False
        ):
            if action == SKIP or is_flush_packet(packet):
                if packet.has_sidedata(NEW_PARAMETERS):
                    raise DecoderError("gop: a packet that is not needed changes the decoder's parameters")
                if feeding:
                    yield from self._drain(decoder, expected)
                feeding = False
                continue
            feeding = True
            if action == OUTPUT:
                expected.add(packet.pts)
            decoder.skip_frame = "DEFAULT" if action == OUTPUT else skip_unless_output
            yield from _decode_packet(decoder, packet)
        if feeding:
            yield from self._drain(decoder, expected)

    def _drain(self, decoder: Any, expected: set[int]) -> Iterator[Any]:
        """The frames that the decoder still holds; afterwards all expected ones must have come out."""
        yield from _decode_packet(decoder, None)
        decoder.flush_buffers()
        if expected:
            raise DecoderError("gop: a frame is missing")


def _decode_packet(decoder: Any, packet: Any) -> list[Any]:
    """The frames that come out when a packet is fed; None drains the decoder."""
    import av

    try:
        return list(decoder.decode(packet))
    except av.EOFError:
        return []
    except (av.FFmpegError, ValueError, MemoryError) as error:
        raise DecoderError(f"gop: {type(error).__name__}") from None
