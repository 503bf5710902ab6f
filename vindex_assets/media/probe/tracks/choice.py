"""Which of several tracks is indexed: the first in order that can be decoded, and, of sound, that can be heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Generic, TypeVar

from vindex_assets.media.container import decode_frames, open_container
from vindex_assets.media.manifest import StreamInfo
from vindex_assets.media.probe.tracks.audible import Audibility, hear_tracks

UNDECODABLE: Final = "cannot be decoded"
SILENT: Final = "no sound found"
STEADY: Final = "only a steady tone or noise"

Track = TypeVar("Track")


@dataclass(frozen=True, slots=True)
class TrackChoice(Generic[Track]):
    """A chosen track.

    Attributes:
        track: It, as whoever opened it describes it; None where none can be decoded.
        faults: Why tracks before it were not taken, by stream index.
        silent: Stream indexes of tracks after it that lack nothing by not being taken: no sound was found in any.
    """

    track: Track | None
    faults: Mapping[int, str] = field(default_factory=dict)
    silent: frozenset[int] = frozenset()


def choose_video(candidates: Sequence[StreamInfo], open_track: Callable[[int], Track | None]) -> TrackChoice[Track]:
    """The first video stream that `open_track` can open, in the order of `candidates`."""
    faults: dict[int, str] = {}
    for stream in candidates:
        track = open_track(stream.index)
        if track is not None:
            return TrackChoice(track, faults)
        faults[stream.index] = UNDECODABLE
    return TrackChoice(None, faults)


def choose_audio(path: Path, candidates: Sequence[StreamInfo]) -> TrackChoice[int]:
    """Index of the first audio stream with sound that changes; of the first at all where none has one."""
    if len(candidates) < 2:
        index = candidates[0].index if candidates else None
        return TrackChoice(index if index is not None and _has_frame(path, index) else None)
    heard = hear_tracks(path, [stream.index for stream in candidates])
    best = max(heard.values())
    chosen = next(index for index, found in heard.items() if found == best)
    if best is Audibility.UNDECODABLE:
        return TrackChoice(None)
    faults = {index: fault for index, found in heard.items() if (fault := _fault(found, best))}
    silent = frozenset(heard) - {chosen, *faults} if best is Audibility.SILENT else frozenset()
    return TrackChoice(chosen, faults, silent)


def _fault(found: Audibility, best: Audibility) -> str | None:
    """Why a track gave way to the best one; None where it did not."""
    if found == best:
        return None
    return {Audibility.UNDECODABLE: UNDECODABLE, Audibility.SILENT: SILENT, Audibility.STEADY: STEADY}[found]


def _has_frame(path: Path, index: int) -> bool:
    """Whether anything of an audio stream can be decoded."""
    with open_container(path) as container:
        frames = decode_frames(container, container.streams[index], on_lost_packet=lambda: None)
        return next(frames, None) is not None
