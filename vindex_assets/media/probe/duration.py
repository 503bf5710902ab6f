"""Duration of a media file: as its header states it, corrected by its packets where they show that it is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from vindex_assets.media.container import demux, open_container

MAX_OVERRUN: Final = 2.0  # times the stated duration: a frame later than that has a damaged time stamp


def measure_duration(
    path: Path, *, start_s: float, stated_s: float, last_frame_s: float | None, streams: Sequence[int]
) -> float:
    """Duration in seconds; not positive where neither the header nor any packet gives one.

    The file is demuxed once more only where the header states none, or where frames go on beyond what it states:

        start_s                 stated end                    MAX_OVERRUN
        |---------------------------|------------------------------|------->  last_frame_s
                 header is right        packets decide               damaged time stamp: header

    Args:
        path: The file.
        start_s: Container time of player time zero.
        stated_s: Duration by the header; 0 where it states none.
        last_frame_s: Container time of the last frame; None without video or times.
        streams: Indexes of the streams whose packets count.
    """
    last_s = last_frame_s - start_s if last_frame_s is not None else 0.0
    if stated_s > 0 and not stated_s <= last_s <= MAX_OVERRUN * stated_s:
        return stated_s
    end_s = max((end_s for _, end_s in packet_spans(path, streams)), default=start_s)
    return max(stated_s, end_s - start_s)


def packet_spans(path: Path, streams: Sequence[int]) -> list[tuple[float, float]]:
    """Start and end, in container seconds, of the displayed packets of some streams; demuxes the whole file."""
    with open_container(path) as container:
        return [
            (float(packet.pts * packet.time_base), float((packet.pts + (packet.duration or 0)) * packet.time_base))
            for packet in demux(container, *(container.streams[index] for index in streams))
            if packet.pts is not None and packet.time_base and not packet.is_discard
        ]
