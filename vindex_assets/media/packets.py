"""The packets of one stream as a table, read by demuxing alone: presentation time, key frame flag, visibility."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.container import demux, open_container

NO_PTS: Final = -(1 << 63)  # FFmpeg's AV_NOPTS_VALUE: the packet has no presentation time stamp

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


def read_packet_table(path: Path, stream_index: int) -> PacketTable:
    """Demux one stream of a file up to its end, or to where the file is damaged."""
    pts, keyframe, displayed = array("q"), bytearray(), bytearray()
    with open_container(path) as container:
        stream: Any = container.streams[stream_index]
        for packet in demux(container, stream):
            if is_flush_packet(packet):
                break
            pts.append(NO_PTS if packet.pts is None else packet.pts)
            keyframe.append(packet.is_keyframe)
            displayed.append(not packet.is_discard)
        time_base = Fraction(stream.time_base or 1)
    return PacketTable(
        pts=np.frombuffer(pts, np.int64),
        keyframe=np.frombuffer(keyframe, np.bool_),
        displayed=np.frombuffer(displayed, np.bool_),
        time_base=time_base,
    )


def is_flush_packet(packet: Any) -> bool:
    """Whether a packet is the empty one with which PyAV marks the end of a stream."""
    return bool(packet.size == 0 and packet.pts is None)
