"""The packets of a stream as a table, read without decoding: when each is shown, and where decoding can begin."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.container import open_container, demux

NO_PTS: Final = -(1 << 63)  # FFmpeg's own mark of a packet that does not say when it is shown

Ticks = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PacketTable:
    """One row a packet, in the order of the file.

    `ticks` says when it is shown, in units of `time_base` seconds of the container, NO_PTS where that is not said;
    `key` whether decoding can begin with it; `shown` is False of packets that an edit list hides: they are only there
    to decode others.
    """

    pts: Ticks
    keyframe: Flags
    displayed: Flags
    time_base: Fraction

    def seconds(self, ticks: Ticks) -> npt.NDArray[np.float64]:
        """Ticks as seconds of the container, rounded as the quotient of two integers is."""
        return np.asarray(ticks * self.time_base.numerator / self.time_base.denominator, np.float64)


def read_packet_table(path: Path, stream: int) -> PacketTable:
    """Read a file's packets of one stream, up to its end or to where it is damaged."""
    ticks, key, shown = array("q"), bytearray(), bytearray()
    with open_container(path) as container:
        of: Any = container.streams[stream]
        for packet in demux(container, of):
            if is_flush_packet(packet):
                break
            ticks.append(NO_PTS if packet.pts is None else packet.pts)
            key.append(packet.is_keyframe)
            shown.append(not packet.is_discard)
        base = Fraction(of.time_base or 1)
    flags = [np.frombuffer(of_packets, np.bool_) for of_packets in (key, shown)]
    return PacketTable(np.frombuffer(ticks, np.int64), flags[0], flags[1], base)


def is_flush_packet(packet: Any) -> bool:
    """Whether a packet is the empty one by which PyAV says that the stream has ended."""
    return bool(packet.size == 0 and packet.pts is None)
