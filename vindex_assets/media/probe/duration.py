"""The length of a file is what its packets say; where its header says another one, that is noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.media.clock.wav_header import stated_seconds
from vindex_assets.media.container import open_container
from vindex_assets.media.manifest import StreamInfo
from vindex_assets.media.packets import NO_PTS, read_packets
from vindex_assets.media.probe.metadata_text import short_tags
from vindex_assets.media.probe.running_clock import RunningClock
from vindex_search.contract.notes import Note

if TYPE_CHECKING:
    from av.container import InputContainer

NOTICEABLE_S: Final = 2.0  # muxers count padding of the sound, the end of subtitles, the last chunk
NOTICEABLE_SHARE: Final = 0.25  # of short files
LEAST_S: Final = 0.25  # of files shorter than that, most of which is padding

TIMED_KINDS: Final = frozenset({"video", "audio", "subtitle"})

# Formats that state no length: FFmpeg takes it from the last time stamps. (FLV states one.)
STATES_NONE: Final = frozenset({"mpegts", "mpeg", "ogg"})
# Formats without a header of the file: it is guessed from the bit rate, or stated by the first of joined parts.
GUESSED: Final = frozenset({"mp3", "aac", "ac3", "eac3", "amr", "h264", "hevc", "m4v", "mpegvideo", "mjpeg"})


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """What a file's header says: FFmpeg's name of the format, begin and length in seconds, tags."""

    container: str
    start_s: float | None
    duration_s: float
    tags: dict[str, str]


def stated_facts(container: InputContainer) -> StatedFacts:
    """The facts of a file just opened; chained files change them while they are read."""
    import av

    start_time: Any = container.start_time  # absent in raw streams, though PyAV's types do not say so
    return StatedFacts(
        container=container.format.name,
        start_s=None if start_time is None else start_time / av.time_base,
        duration_s=(container.duration or 0) / av.time_base,
        tags=short_tags(container.metadata),
    )


def false_length(path: Path, file: StatedFacts, streams: Sequence[StreamInfo], clock: RunningClock) -> Note | None:
    """The note that the stated length is wrong; None where it is right, or that of a stream that is not indexed."""
    stated_s = stated_seconds(path) or file.duration_s
    note = length_note(stated_s, clock.end_s, container=file.container) if clock.clocks else None
    if note is None or stated_s < clock.end_s:
        return note
    others = [each.index for each in streams if each.index not in clock.tables and each.kind in TIMED_KINDS]
    return note if last_end(path, others) - clock.start_s < stated_s - NOTICEABLE_S else None


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
