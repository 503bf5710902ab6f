"""The length of a file is what its packets say; where its header says another one, that is noted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from vindex_assets.media.container import open_container
from vindex_assets.media.packets import NO_PTS, read_packets
from vindex_search.contract.notes import Note

NOTICEABLE_S: Final = 2.0  # muxers count padding of the sound, the end of subtitles, the last chunk
NOTICEABLE_SHARE: Final = 0.25  # of short files
LEAST_S: Final = 0.25  # of files shorter than that, most of which is padding

# Formats that state no length: FFmpeg takes it from the last time stamps. (FLV states one.)
STATES_NONE: Final = frozenset({"mpegts", "mpeg", "ogg"})
# Formats without a header of the file: it is guessed from the bit rate, or stated by the first of joined parts.
GUESSED: Final = frozenset({"mp3", "aac", "ac3", "eac3", "amr", "h264", "hevc", "m4v", "mpegvideo", "mjpeg"})


def length_note(stated_s: float, measured_s: float, *, container: str) -> Note | None:
    """The note that the header's length is wrong; None where it is right, or where there is none.

    Args:
        stated_s: Length by the header; 0 where it states none.
        measured_s: Length by the packets.
        container: FFmpeg's name of the format.
    """
    off_s = abs(stated_s - measured_s)
    if stated_s <= 0 or container in STATES_NONE or off_s <= LEAST_S:
        return None
    if off_s <= min(NOTICEABLE_S, NOTICEABLE_SHARE * measured_s):
        return None
    stated = "its bit rate or header says" if container in GUESSED else "the file states"
    return Note("length_corrected", f"{stated} {stated_s:.1f} s, its packets last {measured_s:.1f} s")


def last_end(path: Path, streams: Sequence[int]) -> float:
    """Container time at which the last shown packet of some streams ends; minus infinity without one."""
    if not streams:
        return float("-inf")
    with open_container(path) as container:
        packets, _ = read_packets(container, streams)
    ends_s = [float("-inf")]
    for each in packets.values():
        shown = each.table.displayed & (each.table.pts != NO_PTS)
        ends_s.extend(each.table.seconds(each.table.pts[shown] + each.duration[shown])[-1:])
    return max(ends_s)
