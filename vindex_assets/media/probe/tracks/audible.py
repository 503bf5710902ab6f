"""Whether a track can be heard: silent, a steady tone or noise, or sound that changes as speech and music do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.media.container import demux, open_container
from vindex_assets.media.probe.tracks.speech_band import (
    BlockCutter,
    LevelHistogram,
    is_measurable,
    loudest_level_dbfs,
)

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.container import InputContainer

PLACES: Final = (0.0, 0.2, 0.4, 0.6, 0.8)  # shares of the length at which a track is sampled
LOOK_S: Final = 4.0  # at each place: longer than a pause between two sentences
MIN_LOUD_S: Final = 0.5  # in all: a click when the recording began is no sound
MAX_WHOLE_LOOK_S: Final = 2 * 3600.0  # of sound decoded in a whole look, all tracks together: half a minute's work


class Audibility(IntEnum):
    """How much there is to hear, from least to most."""

    UNDECODABLE = 0
    SILENT = 1
    STEADY = 2
    CHANGING = 3


class TrackEar:
    """Listens to the frames of one track; its loudest channel counts."""

    def __init__(self) -> None:
        self._levels = LevelHistogram()
        self._cutter = BlockCutter()
        self._format: object = None
        self.audibility = Audibility.UNDECODABLE

    def hear(self, frame: AudioFrame) -> None:
        """Measure the next frame; where its format cannot be measured, something is heard."""
        if not is_measurable(frame):
            self.audibility = Audibility.CHANGING
            return
        if self._format != (found := (frame.format.name, frame.layout.nb_channels, frame.sample_rate)):
            self._cutter, self._format = BlockCutter(), found
        self.audibility = max(self.audibility, Audibility.SILENT)
        for _, block in self._cutter.add(frame):
            self._levels.add(loudest_level_dbfs(block, frame.sample_rate))
            self.audibility = max(self.audibility, self._measured())

    @property
    def seconds(self) -> float:
        """Of sound heard so far."""
        return self._levels.seconds

    def _measured(self) -> Audibility:
        if self._levels.loud_s < MIN_LOUD_S:
            return Audibility.SILENT
        return Audibility.STEADY if self._levels.is_steady else Audibility.CHANGING


def hear_tracks(path: Path, indexes: Sequence[int]) -> dict[int, Audibility]:
    """What is heard of some tracks, up to the first with sound that changes; those after it are left out.

    Where the first track is loud at its start, a few seconds are decoded. Others are sampled at a few places, and the
    whole of a track is decoded only where that found nothing:

        track 1   -------------------------------   silent at all places: decoded to its first sound, or to its end
        track 2   ..##..#                           sounds at the first place
        track 3                                     not asked
    """
    heard: dict[int, Audibility] = {}
    for index in indexes:
        heard[index] = sample_places(path, index)
        if heard[index] is Audibility.CHANGING:
            break
    unsure = [index for index, found in heard.items() if found is not Audibility.CHANGING]
    return {**heard, **(hear_whole(path, unsure) if unsure else {})}


def sample_places(path: Path, index: int) -> Audibility:
    """What is heard of a track at a few places; the first that tells is the last."""
    ear = TrackEar()
    with open_container(path) as container:
        for share in PLACES:
            for frame in _frames_at(container, index, share):
                ear.hear(frame)
                if ear.audibility is Audibility.CHANGING:
                    return ear.audibility
    return ear.audibility


def _frames_at(container: InputContainer, index: int, share: float) -> Iterator[AudioFrame]:
    """Frames of LOOK_S from a share of the length on; none where the length is unknown or it cannot be sought."""
    import av

    begin_s = 0.0
    if share > 0:
        if not container.duration:
            return
        begin = (container.start_time or 0) + round(share * container.duration)
        begin_s = begin / av.time_base
        try:
            container.seek(begin)  # to a key frame before it
        except (av.FFmpegError, OSError, OverflowError):
            return
    looked_s = 0.0
    for _, frame in _decoded(container, [index], begin_s):
        yield frame
        looked_s += frame.samples / max(1, frame.sample_rate)
        if looked_s >= LOOK_S:
            return


def hear_whole(path: Path, indexes: Sequence[int]) -> dict[int, Audibility]:
    """What is heard of some tracks, decoded together until the first of them is heard, or to their end."""
    ears = {index: TrackEar() for index in indexes}
    with open_container(path) as container:
        for index, frame in _decoded(container, indexes):
            ears[index].hear(frame)
            if ears[indexes[0]].audibility is Audibility.CHANGING:
                break
            if sum(ear.seconds for ear in ears.values()) > MAX_WHOLE_LOOK_S:
                break
    return {index: ear.audibility for index, ear in ears.items()}


def _decoded(
    container: InputContainer, indexes: Sequence[int], begin_s: float = 0.0
) -> Iterator[tuple[int, AudioFrame]]:
    """The frames of some streams in file order from a container second on, each with the index of its stream."""
    import av

    streams: list[Any] = [container.streams[index] for index in indexes]
    for packet in demux(container, *streams):
        if begin_s and packet.pts is not None and packet.time_base and packet.pts * packet.time_base < begin_s:
            continue
        with suppress(av.FFmpegError, ValueError, MemoryError):  # as `decode_frames`; EOFError is one of the first
            for frame in packet.decode():
                yield packet.stream.index, frame
