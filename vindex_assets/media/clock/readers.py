"""Reading by the clock: time stamps of packets are moved before anything is decoded from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from vindex_assets.media.clock.stream_clock import LARGEST, Shift, StreamClock


def on_clock(packets: Iterator[Any], stream: int, clocks: Sequence[StreamClock]) -> Iterator[Any]:
    """The packets of one stream, in file order from the first on, with their time stamps on the running clock.

    Packets of other streams are dropped. A stream without a clock of its own, such as subtitles, follows the stream
    that has shifts, whose packets have to be among these.
    """
    leader = leading_stream(stream, clocks)
    shifts = next((clock.shifts for clock in clocks if clock.stream == leader), ())
    walk = _Walk(shifts)
    for packet in packets:
        index = packet.stream.index  # `stream_index` is 0 for the empty packets that end a stream
        if index == leader:
            walk.advance(packet.time_base)
        if index == stream:
            yield _moved_packet(packet, walk.ticks if leader == stream else walk.ticks_of(packet))


def leading_stream(stream: int, clocks: Sequence[StreamClock]) -> int:
    """The stream whose packets say where a stream is on the clock: itself, or one that has shifts."""
    if any(clock.stream == stream for clock in clocks):
        return stream
    return next((clock.stream for clock in clocks if clock.shifts), stream)


@dataclass(slots=True)
class _Walk:
    """The shift that holds after each packet of the leading stream."""

    shifts: tuple[Shift, ...]
    seen: int = 0
    next_shift: int = 0
    ticks: int | None = 0
    seconds: Fraction = Fraction(0)

    def advance(self, time_base: Fraction | None) -> None:
        """The next packet of the leading stream has come."""
        while self.next_shift < len(self.shifts) and self.shifts[self.next_shift].packet <= self.seen:
            self.ticks = self.shifts[self.next_shift].ticks
            self.next_shift += 1
            if self.ticks is not None and time_base:
                self.seconds = self.ticks * time_base
        self.seen += 1

    def ticks_of(self, packet: Any) -> int:
        """The shift in ticks of a packet of another stream."""
        return round(self.seconds / packet.time_base) if packet.time_base else 0


def _moved_packet(packet: Any, ticks: int | None) -> Any:
    """The packet with its time stamps moved; without any where they fit nowhere."""
    if ticks == 0 or (packet.pts is None and packet.dts is None):
        return packet
    moved = _shown(packet) if packet.is_discard else packet
    moved.pts, moved.dts = _moved(moved.pts, ticks), _moved(moved.dts, ticks)
    return moved


def _moved(stamp: int | None, ticks: int | None) -> int | None:
    if stamp is None or ticks is None or abs(stamp + ticks) > LARGEST:
        return None
    return stamp + ticks


def _shown(packet: Any) -> Any:
    """A packet without FFmpeg's mark to discard it.

    In fragmented MP4 it marks so the whole fragment with which times go back; edit lists, for which the mark is made,
    and fragments do not come together.
    """
    import av

    copy = av.Packet(bytes(packet))
    copy.stream, copy.time_base = packet.stream, packet.time_base
    copy.pts, copy.dts, copy.duration, copy.is_keyframe = packet.pts, packet.dts, packet.duration, packet.is_keyframe
    for data in packet.iter_sidedata():
        copy.set_sidedata(data)
    return copy
