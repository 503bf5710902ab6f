"""From the decoded channels to those that FFmpeg mixes to mono: as they are, unless some would cancel or dilute others.

The first pass over a track hands every frame on as it is and measures a part of its sound. Where that finds a fault,
all of it is measured, and the track is mixed anew with the plan that follows: the better channel is heard in place of
the one that cancels it.

    front left    ~~~~~~~~~~~~~~~~~~~~~~~~       left
    front right   ~~~~~~~~------------~~~~       its negative for a while: the mix is silent there
    mixed anew    ~~~~~~~~<left......>~~~~       faded over FADE_S at both ends; elsewhere bit for bit as before
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.audio.channel_survey import SOME_BLOCKS, ChannelSurvey, player_second
from vindex_assets.media.audio.layouts import AMBISONIC, heard_channels
from vindex_assets.media.audio.mix_plan import MixPlan, PhaseRun, SectionPlan
from vindex_assets.media.probe.tracks.speech_band import (
    Samples,
    channel_samples,
    is_measurable,
    sample_format,
    to_unit,
)

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

FADE_S: Final = 0.02  # from one channel to another: no click, and shorter than a sound of speech
MAX_SECTIONS: Final = 1000  # of one format each; a file in which the format changes more often is damaged


class Downmix:
    """Prepares the frames of a track for FFmpeg's mix, by a plan; without one, measures what plan it needs.

    Attributes:
        position_s: Seconds of decoded sound so far.
    """

    def __init__(self, start_s: float, plan: MixPlan | None = None, *, strides: Sequence[int] = SOME_BLOCKS) -> None:
        """Args:
        start_s: Container time of player time zero.
        plan: How to mix; None to hand frames on as they are and measure.
        strides: Distances of the blocks that are measured.
        """
        self._strides = strides
        self._origin_s = start_s
        self._plan = plan
        self.position_s = 0.0
        self._survey: ChannelSurvey | None = None
        self._format: object = None
        self._is_mixed = False  # whether frames of this format are prepared at all
        self._mean_of: tuple[int, ...] | None = None  # channels of which the mean is taken where FFmpeg cannot mix
        self._sections: list[SectionPlan] = []

    def through(self, frames: Iterable[AudioFrame]) -> Iterator[AudioFrame]:
        """The frames, prepared, in order."""
        for frame in frames:
            if self._format != (found := (frame.format.name, frame.layout.name, frame.sample_rate)):
                self._begin_section(frame)
                self._format = found
            yield self._prepared(frame) if self._is_mixed and frame.samples else frame
            self.position_s += frame.samples / max(1, frame.sample_rate)

    def plan(self) -> MixPlan:
        """How the track that went through has to be mixed."""
        self._end_section()
        return MixPlan(tuple(self._sections))

    def _prepared(self, frame: AudioFrame) -> AudioFrame:
        if self._survey is not None:
            self._survey.add(frame, position_s=self.position_s, origin_s=self._origin_s)
        section = self._plan.at(self.position_s) if self._plan else None
        if section is not None:
            return planned_frame(frame, section, self.position_s)
        return frame if self._mean_of is None else mean_frame(frame, self._mean_of)

    def _begin_section(self, frame: AudioFrame) -> None:
        """Prepare for frames of another format than those before."""
        self._end_section()
        self._is_mixed = is_measurable(frame) and frame.layout.nb_channels > 1
        if not self._is_mixed:
            return
        self._mean_of = channels_of_mean(frame)
        if self._plan is None:
            start_s = player_second(frame, self._origin_s)
            self._survey = ChannelSurvey(frame.layout, begin_s=self.position_s, start_s=start_s, strides=self._strides)

    def _end_section(self) -> None:
        if self._survey is None:
            return
        section = self._survey.plan(self.position_s)
        if section.changes_mix and len(self._sections) < MAX_SECTIONS:
            self._sections.append(section)
        self._survey = None


def channels_of_mean(frame: AudioFrame) -> tuple[int, ...] | None:
    """The channels of which the mean is taken because FFmpeg cannot mix them; None where it can."""
    heard = heard_channels(frame.layout.name)
    if frame.layout.name.startswith(AMBISONIC):
        return heard
    return None if heard else tuple(range(frame.layout.nb_channels))


def planned_frame(frame: AudioFrame, section: SectionPlan, position_s: float) -> AudioFrame:
    """A frame with the channels that a plan gives it; `position_s` of decoded sound are before it."""
    samples = replaced(channel_samples(frame), frame.sample_rate, position_s, section.runs)
    if section.live is not None:
        return _mono(frame, samples, section.live)
    packed = np.ascontiguousarray(samples.T).reshape(1, -1)
    return _like(frame, packed, sample_format(frame), frame.layout)


def mean_frame(frame: AudioFrame, channels: tuple[int, ...]) -> AudioFrame:
    """The mean of some channels of a frame, in one channel."""
    return _mono(frame, channel_samples(frame), channels)


def replaced(samples: Samples, rate: int, position_s: float, runs: Iterable[PhaseRun]) -> Samples:
    """Samples in which, during each run, channels are replaced by others, faded over FADE_S at both ends.

    Args:
        samples: (channels, samples), as the decoder gave them.
        rate: In samples per second.
        position_s: Of the first sample.
        runs: Of which some may lie elsewhere.
    """
    times_s = position_s + np.arange(samples.shape[1]) / rate
    result = samples
    for run in runs:
        if run.begin_s < times_s[-1] and run.end_s > times_s[0]:
            share = np.clip(np.minimum(times_s - run.begin_s, run.end_s - times_s) / FADE_S, 0.0, 1.0)
            result = _faded(result, samples[list(run.sources)], share)
    return result


def _faded(samples: Samples, others: Samples, share: npt.NDArray[np.float64]) -> Samples:
    """Samples of which a share is replaced by others, in their own number format."""
    mixed = samples + share * (others.astype(np.float64) - samples)
    return (np.rint(mixed) if np.issubdtype(samples.dtype, np.integer) else mixed).astype(samples.dtype)


def _mono(frame: AudioFrame, samples: Samples, channels: tuple[int, ...]) -> AudioFrame:
    mean = to_unit(samples[list(channels)], sample_format(frame)).mean(axis=0, keepdims=True)
    return _like(frame, mean.astype(np.float32), "flt", "mono")


def _like(frame: AudioFrame, packed: Samples, name: str, layout: Any) -> AudioFrame:
    """A frame of these samples with the rate and time of another."""
    import av

    made = av.AudioFrame.from_ndarray(packed, name, layout)
    made.sample_rate, made.pts, made.time_base = frame.sample_rate, frame.pts, frame.time_base
    return made
