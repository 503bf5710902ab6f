"""How the channels of a track become one: which are left out, and when. As a rule FFmpeg's mix is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vindex_assets.media.audio.phase import Sources


@dataclass(frozen=True, slots=True)
class PhaseRun:
    """A time in which channels cancel others.

    Attributes:
        begin_s: Seconds of decoded sound before it.
        end_s: At its end.
        start_s: Player second at its begin; None where the file has no times.
        sources: For each channel, that which is heard in its place.
    """

    begin_s: float
    end_s: float
    start_s: float | None
    sources: Sources


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """How a stretch of sound of one format is mixed.

    Attributes:
        begin_s: Seconds of decoded sound before it.
        end_s: At its end.
        start_s: Player second at its begin; None where the file has no times.
        names: Of its channels.
        runs: When channels cancel others, in order, without overlap.
        live: Channels of which the mean is taken; None where FFmpeg's mix of all is.
        steady: Channels that hold a steady tone or noise.
    """

    begin_s: float
    end_s: float
    start_s: float | None
    names: tuple[str, ...]
    runs: tuple[PhaseRun, ...] = ()
    live: tuple[int, ...] | None = None
    steady: tuple[int, ...] = ()

    @property
    def changes_mix(self) -> bool:
        """Whether anything is mixed otherwise than FFmpeg does."""
        return bool(self.runs) or self.live is not None


@dataclass(frozen=True, slots=True)
class MixPlan:
    """How a whole track is mixed: only the sections that change something, in order."""

    sections: tuple[SectionPlan, ...] = ()

    def at(self, position_s: float) -> SectionPlan | None:
        """The section that holds a position of decoded sound; None where FFmpeg's mix is right."""
        return next((one for one in self.sections if one.begin_s <= position_s < one.end_s), None)


def joined(runs: Sequence[PhaseRun], *, max_gap_s: float) -> list[PhaseRun]:
    """Runs in which those with the same sources are one where little time is between them."""
    result: list[PhaseRun] = []
    for run in runs:
        last = result[-1] if result else None
        if last and last.sources == run.sources and run.begin_s - last.end_s <= max_gap_s:
            result[-1] = PhaseRun(last.begin_s, run.end_s, last.start_s, run.sources)
        else:
            result.append(run)
    return result
