"""The packets of streams as tables, read by demuxing alone: times, key frame flag, visibility, place in the file."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.clock.stream_clock import StreamClock
from vindex_assets.media.container import demux, demux_on_clock, open_container

NO_PTS: Final = -(1 << 63)  # FFmpeg's AV_NOPTS_VALUE: the packet has no time stamp
SKIP_SIDE_DATA: Final = "skip_samples"  # AV_PKT_DATA_SKIP_SAMPLES: samples not to be heard, at begin and end
PRIMING_PACKETS: Final = 8  # of a sound track, those that may hold the encoder's priming

Ticks = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PacketTable:
    """One row per packet, in file (decoding) order; the three arrays have the same length.

    Attributes:
        pts: Presentation time stamp in units of `time_base`, NO_PTS where the packet has none.
        keyframe: Whether decoding can start at the packet.
        displayed: False for packets that an edit list discards: they are decoded only because others refer to them.
        time_base: Seconds per tick.
    """

    pts: Ticks
    keyframe: Flags
    displayed: Flags
    time_base: Fraction

    def seconds(self, pts: Ticks) -> npt.NDArray[np.float64]:
        """Time stamps as seconds of the container; each the correctly rounded quotient of two integers."""
        return np.asarray(pts * self.time_base.numerator / self.time_base.denominator, np.float64)


@dataclass(frozen=True, slots=True)
class StreamPackets:
    """The table of a stream, and per packet what its place on the running clock is found from.

    Attributes:
        table: As in the file.
        dts: Decoding time stamps, NO_PTS where there is none.
        duration: In ticks; 0 where it is unknown.
        order: Number of each packet among those of all streams that were read.
        priming: Ticks of the beginning that are not to be heard.
        pictures: Whether it is a video stream, whose packets are in decoding order.
    """

    table: PacketTable
    dts: Ticks
    duration: Ticks
    order: Ticks
    priming: int
    pictures: bool


def read_packet_table(path: Path, stream_index: int, clocks: Sequence[StreamClock] = ()) -> PacketTable:
    """Demux one stream of a file, on its running clock, up to its end, or to where the file is damaged."""
    columns = _Columns()
    with open_container(path) as container:
        stream: Any = container.streams[stream_index]
        for number, packet in enumerate(demux_on_clock(container, stream, clocks)):
            if is_flush_packet(packet):
                break
            columns.add(packet, number)
        return columns.table(Fraction(stream.time_base or 1))


def shown_times(
    path: Path, stream_index: int, clocks: Sequence[StreamClock], *, keyframes: bool
) -> npt.NDArray[np.float64]:
    """Times of the displayed packets of a stream, or of its key frames, on the running clock in container seconds."""
    table = read_packet_table(path, stream_index, clocks)
    shown = table.displayed & (table.pts != NO_PTS) & (table.keyframe if keyframes else True)
    return table.seconds(table.pts[shown])


def read_packets(path: Path, streams: Sequence[int]) -> tuple[dict[int, StreamPackets], int]:
    """The packets of some streams, in one pass over the file, and the file offset at which reading ended."""
    columns = {index: _Columns() for index in streams}
    read_until = 0
    with open_container(path) as container:
        for number, packet in enumerate(demux(container, *(container.streams[index] for index in streams))):
            if is_flush_packet(packet):
                continue
            columns[packet.stream_index].add(packet, number)
            if packet.pos is not None and packet.pos + packet.size > read_until:
                read_until = packet.pos + packet.size
        packets = {index: columns[index].packets(container.streams[index]) for index in streams}
    return packets, read_until


@dataclass(slots=True)
class _Columns:
    """The rows of a table while they are read."""

    pts: array[int] = field(default_factory=lambda: array("q"))
    dts: array[int] = field(default_factory=lambda: array("q"))
    duration: array[int] = field(default_factory=lambda: array("q"))
    order: array[int] = field(default_factory=lambda: array("q"))
    keyframe: bytearray = field(default_factory=bytearray)
    displayed: bytearray = field(default_factory=bytearray)
    priming: int = 0

    def add(self, packet: Any, number: int) -> None:
        pts, dts = packet.pts, packet.dts
        if len(self.pts) < PRIMING_PACKETS and packet.stream.type == "audio":
            self.priming += _skipped_ticks(packet)
        self.pts.append(NO_PTS if pts is None else pts)
        self.dts.append(NO_PTS if dts is None else dts)
        self.duration.append(packet.duration or 0)
        self.order.append(number)
        self.keyframe.append(packet.is_keyframe)
        self.displayed.append(not packet.is_discard)

    def table(self, time_base: Fraction) -> PacketTable:
        return PacketTable(
            pts=np.frombuffer(self.pts, np.int64),
            keyframe=np.frombuffer(self.keyframe, np.bool_),
            displayed=np.frombuffer(self.displayed, np.bool_),
            time_base=time_base,
        )

    def packets(self, stream: Any) -> StreamPackets:
        dts, duration, order = (np.frombuffer(column, np.int64) for column in (self.dts, self.duration, self.order))
        table = self.table(Fraction(stream.time_base or 1))
        return StreamPackets(table, dts, duration, order, self.priming, stream.type == "video")


def _skipped_ticks(packet: Any) -> int:
    """Ticks at the beginning of a packet of sound that are not to be heard."""
    if packet.is_discard or not packet.has_sidedata(SKIP_SIDE_DATA):
        return 0
    samples = int.from_bytes(bytes(packet.get_sidedata(SKIP_SIDE_DATA))[:4], "little")
    rate = packet.stream.codec_context.sample_rate
    return round(Fraction(samples, rate) / packet.time_base) if rate and packet.time_base else 0


def is_flush_packet(packet: Any) -> bool:
    """Whether a packet is the empty one with which PyAV marks the end of a stream."""
    return bool(packet.size == 0 and packet.pts is None)
