"""The invariant: pictures and sound cover what the packets of a file hold, or a note says what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.packets import shown_times
from vindex_search.contract.notes import from_values

MISSING_S: Final = 1.3  # so much may be missing without a note: a pause of a second, and the distance of two frames
EDGE_S: Final = 0.35  # frames are looked at eight times a second
ROUNDING_S: Final = 0.01


def violations(
    path: Path, manifest: Mapping[str, Any], kept: Mapping[str, Any] | None, heard: Mapping[str, Any] | None
) -> list[str]:
    """What is missing of a file and not said, one sentence each.

    Args:
        path: The file.
        manifest: Of the probe.
        kept: Result of `write_frames`, with `times_s` of all frames that were looked at; None without pictures.
        heard: Result of `write_audio`; None without sound.
    """
    video = VideoManifest.from_dict(manifest)
    found = [*_spans(video)]
    if kept is not None and "frames_lost" not in _codes(kept):
        found += _pictures(path, video, kept["times_s"])
    clock = video.clock_of(video.audio_stream)
    if heard is not None and clock is not None and "sound_lost" not in _codes(heard):
        if clock.end_s - heard["seconds"] > MISSING_S:
            found.append(f"sound ends at {heard['seconds']:.2f} s, its packets at {clock.end_s:.2f} s")
        if clock.filled_s - heard["decoded_s"] > max(MISSING_S, 0.011 * clock.filled_s):
            found.append(f"{heard['decoded_s']:.2f} s of sound were decoded, its packets hold {clock.filled_s:.2f} s")
    return found


def _spans(video: VideoManifest) -> list[str]:
    ends_s = [clock.end_s for clock in video.clocks]
    if ends_s and abs(max(ends_s) - video.duration_s) > ROUNDING_S:
        return [f"the film lasts {video.duration_s:.2f} s, its packets {max(ends_s):.2f} s"]
    return []


def _pictures(path: Path, video: VideoManifest, times_s: list[float]) -> list[str]:
    """Stretches in which the file holds pictures and none came out."""
    packets_s = shown_times(path, video.video_stream or 0, video.clocks, keyframes=False) - video.start_s
    pauses = [(a, b) for a, b in pairwise([0.0, *times_s, video.duration_s]) if b - a > MISSING_S]
    return [
        f"no picture between {begin_s:.2f} and {end_s:.2f} s"
        for begin_s, end_s in pauses
        if ((packets_s > begin_s + EDGE_S) & (packets_s < end_s - EDGE_S)).any()
    ]


def _codes(result: Mapping[str, Any]) -> set[str]:
    return {note.code for note in from_values(result)}
