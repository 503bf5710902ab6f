"""The packets of streams as tables, read by demuxing alone: times, key frame flag, visibility, place in the file."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.clock.stream_clock import StreamClock
from vindex_assets.media.container import demux, demux_on_clock, open_container

if TYPE_CHECKING:
    from av.container import InputContainer

NO_PTS: Final = -(1 << 63)  # FFmpeg's AV_NOPTS_VALUE: the packet has no time stamp
SKIP_SIDE_DATA: Final = "skip_samples"  # AV_PKT_DATA_SKIP_SAMPLES: samples not to be heard, at begin and end
ROW: Final = 5  # numbers for each packet
PRIMING_ROWS: Final = 8 * ROW  # of a sound track, those that may hold the encoder's priming

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
    with open_container(path) as container:
        stream: Any = container.streams[stream_index]
        rows = array("q")
        for packet in demux_on_clock(container, stream, clocks):
            if is_flush_packet(packet):
                break
            pts, flags = packet.pts, packet.is_keyframe | packet.is_discard << 1
            rows.extend((NO_PTS if pts is None else pts, NO_PTS, 0, 0, flags))
        return _packets(rows, stream, priming=0).table


def shown_times(
    path: Path, stream_index: int, clocks: Sequence[StreamClock], *, keyframes: bool
) -> npt.NDArray[np.float64]:
    """Times of the displayed packets of a stream, or of its key frames, on the running clock in container seconds."""
    table = read_packet_table(path, stream_index, clocks)
    shown = table.displayed & (table.pts != NO_PTS) & (table.keyframe if keyframes else True)
    return table.seconds(table.pts[shown])


def read_packets(container: InputContainer, streams: Sequence[int]) -> tuple[dict[int, StreamPackets], int]:
    """The packets of some streams, in one pass over a file just opened, and the offset at which the last one ends.

    Hours of film are hundreds of thousands of packets: the loop does as little for each as it can.
    """
    rows = {index: array("q") for index in streams}
    priming = dict.fromkeys(streams, 0)
    last: Any = None
    for number, packet in enumerate(demux(container, *(container.streams[index] for index in streams))):
        pts = packet.pts
        if pts is None:
            if packet.size == 0:
                continue
            pts = NO_PTS
        dts, flags = packet.dts, packet.is_keyframe | packet.is_discard << 1
        own = rows[packet.stream_index]
        own.extend((pts, NO_PTS if dts is None else dts, packet.duration or 0, number, flags))
        if len(own) <= PRIMING_ROWS and packet.stream.type == "audio":
            priming[packet.stream_index] += _skipped_ticks(packet)
        last = packet
    packets = {index: _packets(rows[index], container.streams[index], priming=priming[index]) for index in streams}
    return packets, last.pos + last.size if last and last.pos else 0


def _packets(rows: array[int], stream: Any, *, priming: int) -> StreamPackets:
    pts, dts, duration, order, flags = np.frombuffer(rows, np.int64).reshape(-1, ROW).T.copy()
    table = PacketTable(
        pts=pts,
        keyframe=(flags & 1).astype(np.bool_),
        displayed=(flags & 2) == 0,
        time_base=Fraction(stream.time_base or 1),
    )
    return StreamPackets(table, dts, duration, order, priming, stream.type == "video")


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
