"""What the channels of a stretch of sound hold, measured while it is mixed: levels, polarity, and so how to mix it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from vindex_assets.media.audio.layouts import channel_names, heard_channels, left_out_channels
from vindex_assets.media.audio.mix_plan import PhaseRun, SectionPlan, joined
from vindex_assets.media.audio.phase import WINDOW_S, PhaseTracker, Sources
from vindex_assets.media.probe.tracks.speech_band import (
    BLOCK_S,
    SILENCE_DBFS,
    BlockCutter,
    LevelHistogram,
    band_spectrum,
    levels_dbfs,
)

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.layout import AudioLayout

MIN_RUN_S: Final = 2.0  # of sound that is worth a change: effects of a moment are heard as they are
MAX_GAP_S: Final = 2.0  # between two runs that are one
MIN_STEADY_S: Final = 5.0  # of a level that never changes: no note lasts so long
BESIDE_DB: Final = 20.0  # so far below the loudest channel, one does not count
LEFT_OUT_DB: Final = 15.0  # a channel that FFmpeg leaves out counts only if it is louder: bass reaches into the band

ALL_BLOCKS: Final = (1,)
SOME_BLOCKS: Final = (4, 9, 11, 6, 10)  # an eighth of the work, and of the sound; uneven: no rhythm falls between


class ChannelSurvey:
    """Measures a stretch of sound of one format: a part of its blocks, and all of them where something cancels."""

    def __init__(
        self, layout: AudioLayout, *, begin_s: float, start_s: float | None, strides: Sequence[int] = SOME_BLOCKS
    ) -> None:
        """Args:
        layout: Of the channels.
        begin_s: Seconds of decoded sound before the stretch.
        start_s: Player second at its begin; None where it is unknown.
        strides: Distances of the blocks that are measured while nothing cancels.
        """
        self._names = channel_names(layout)
        self._heard = heard_channels(layout.name) or tuple(range(layout.nb_channels))
        self._begin_s, self._start_s = begin_s, start_s
        self._left_out = left_out_channels(layout)
        self._strides = ALL_BLOCKS if self._left_out else strides
        self._cutter = BlockCutter(self._strides)
        self._levels = [LevelHistogram() for _ in self._names]
        self._phase = PhaseTracker(len(self._heard))
        self._runs: list[PhaseRun] = []

    def add(self, frame: AudioFrame, *, position_s: float, origin_s: float) -> None:
        """Measure the next frame.

        Args:
            frame: In the format of the stretch.
            position_s: Seconds of decoded sound before it.
            origin_s: Container time of player time zero.
        """
        for begin, block in self._cutter.add(frame):
            spectrum = band_spectrum(block, frame.sample_rate)
            for levels, level in zip(self._levels, levels_dbfs(spectrum).tolist(), strict=True):
                levels.add(level)
            sources = self._phase.add(spectrum[list(self._heard)])
            begin_s = self._begin_s + begin / frame.sample_rate
            time_s = player_second(frame, origin_s)
            self._note_sources(sources, begin_s, None if time_s is None else time_s + begin_s - position_s)
            self._cutter.strides = ALL_BLOCKS if self._phase.is_suspicious else self._strides

    def _note_sources(self, sources: Sources, begin_s: float, start_s: float | None) -> None:
        """Extend or begin a run where channels are replaced in the block at `begin_s`."""
        if sources == tuple(range(len(sources))):
            return
        block = PhaseRun(begin_s, begin_s + BLOCK_S, start_s, self._of_all_channels(sources))
        *older, last = joined([*self._runs[-1:], block], max_gap_s=MAX_GAP_S)
        self._runs[-1:] = [run for run in older if run.end_s - run.begin_s >= MIN_RUN_S] + [last]

    def _of_all_channels(self, sources: Sources) -> Sources:
        """Sources of the heard channels as sources of all channels."""
        replaced = {self._heard[n]: self._heard[source] for n, source in enumerate(sources)}
        return tuple(replaced.get(channel, channel) for channel in range(len(self._names)))

    def plan(self, end_s: float) -> SectionPlan:
        """How the stretch is to be mixed; `end_s` of decoded sound are before its end."""
        length_s = end_s - self._begin_s
        steady = [n for n, levels in enumerate(self._levels) if length_s >= MIN_STEADY_S and levels.is_steady]
        return SectionPlan(
            begin_s=self._begin_s,
            end_s=end_s,
            start_s=self._start_s,
            names=self._names,
            runs=tuple(self._long_runs(end_s)),
            live=self._live_channels(steady) if length_s >= MIN_RUN_S else None,
            steady=tuple(n for n in steady if self._levels[n].loudest_dbfs > SILENCE_DBFS),
        )

    def _long_runs(self, end_s: float) -> list[PhaseRun]:
        """Runs that last, each from where its first measurement began."""
        least_s = min(MIN_RUN_S, max(WINDOW_S - BLOCK_S, (end_s - self._begin_s) / 2))
        result: list[PhaseRun] = []
        for run in self._runs:
            if run.end_s - run.begin_s >= least_s:
                earliest_s = result[-1].end_s if result else self._begin_s
                back_s = min(WINDOW_S, run.begin_s - earliest_s)
                start_s = None if run.start_s is None else run.start_s - back_s
                until_s = end_s if end_s - run.end_s < WINDOW_S else run.end_s
                result.append(PhaseRun(run.begin_s - back_s, until_s, start_s, run.sources))
        return result

    def _live_channels(self, steady: list[int]) -> tuple[int, ...] | None:
        """The channels of which the mean is to be taken; None where the mix of FFmpeg is right.

        It is not where half of the channels that it mixes, or more, hold nothing, and lower the others for nothing; nor
        where it leaves out a channel that holds sound.
        """
        loudest = max(
            (self._levels[n].loudest_dbfs for n in range(len(self._names)) if n not in steady), default=-999.0
        )
        if loudest <= SILENCE_DBFS:
            return None
        live = [n for n in range(len(self._names)) if n not in steady and self._is_near(n, loudest)]
        if any(self._levels[n].loudest_dbfs > loudest - LEFT_OUT_DB for n in self._left_out):
            return tuple(live)
        heard = tuple(n for n in live if n in self._heard)
        return heard if heard and 2 * len(heard) <= len(self._heard) else None

    def _is_near(self, channel: int, loudest_dbfs: float) -> bool:
        """Whether a channel holds sound: above silence, or not far below the loudest."""
        return self._levels[channel].loudest_dbfs > min(SILENCE_DBFS, loudest_dbfs - BESIDE_DB)


def player_second(frame: AudioFrame, origin_s: float) -> float | None:
    """When a frame is heard, for a container time of player time zero; None where it has no time."""
    return None if frame.pts is None or not frame.time_base else float(frame.pts * frame.time_base) - origin_s
