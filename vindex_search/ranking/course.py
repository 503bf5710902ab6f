r"""The course of a query through a video: how far its points stand above the video's own background, over its seconds.

    scores of one channel group        _____                      each point over the seconds that it lasts,
                            ___   ____|     |___                  the best one where several do
    - - - - - - - - - - -  |   |_|- - - - - - - |_______  background: the median over the film
                           |___
    excess = max(0, score - background)
    course = sum over groups of weight * excess / scale

A score alone says little: in a film about the sea every passage is like a question about the sea. The median is what
most of the film is like, whatever the scale of the encoder, and its robust spread (the median absolute deviation:
Rousseeuw and Croux 1993) tells what stands out from it. The scale of a group is its highest excess in the whole
answer, so that videos of one answer can be compared, and groups weigh the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from vindex_search.contract.ids import Channel
from vindex_search.ranking.fusion import CHANNEL_GROUPS, CHANNEL_WEIGHTS, Floats
from vindex_search.ranking.relevance_curve import STEP_S, Curve, step_count
from vindex_search.ranking.video_hits import Mask

MIN_DEVIATIONS: Final = 3.0  # above the background: from there on a second stands out
NORMAL_SPREAD: Final = 1.4826  # standard deviations of a normal distribution in its median absolute deviation
SMOOTHING_S: Final = 4.0  # standard deviation of the kernel over the sum: frames flicker, passages do not
MAX_SMOOTHING_SHARE: Final = 0.01  # of the video's length
KERNEL_REACH: Final = 3.0  # standard deviations, where the kernel ends
NOTHING: Final = 1e-9  # an excess below this is rounding

LEADERS: Final[Sequence[Channel]] = tuple(group[0] for group in CHANNEL_GROUPS)  # names of the groups
LEADER_OF: Final[Mapping[Channel, Channel]] = {channel: group[0] for group in CHANNEL_GROUPS for channel in group}


@dataclass(frozen=True, slots=True)
class ScoredPoints:
    """Points of one video in one channel group, in arrays of equal length: times in seconds, scores for the query.

    Attributes:
        admitted: Those that the filters of the query admit; the others are background only.
        absent: The score of a second without any point; None: nothing is known of it.
        film_s: Where the last point of the video ends, scored or not.
        background: Where it is not the median over the film: of scores that only what was looked for has.
    """

    starts: Floats
    ends: Floats
    scores: Floats
    admitted: Mask
    absent: float | None
    film_s: float
    background: float | None = None


def joined(parts: Sequence[ScoredPoints]) -> ScoredPoints:
    """The points of the channels of one group; what is known of seconds without points is what the first knows."""
    first = parts[0]
    if len(parts) == 1:
        return first
    return ScoredPoints(
        starts=np.concatenate([part.starts for part in parts]),
        ends=np.concatenate([part.ends for part in parts]),
        scores=np.concatenate([part.scores for part in parts]),
        admitted=np.concatenate([part.admitted for part in parts]),
        absent=first.absent,
        film_s=max(part.film_s for part in parts),
        background=first.background,
    )


VideoPoints = Mapping[Channel, ScoredPoints]  # by the first channel of the group


@dataclass(frozen=True, slots=True)
class Course:
    """The course of a query through one video.

    Attributes:
        values: One every STEP_S, from 0 on; on one scale over all courses that were made together.
        by_group: Whether the step is MIN_DEVIATIONS above the background, by the first channel of the group.
        boundaries: Where points begin and end, in seconds.
        film_s: Where the last point of the video ends.
    """

    values: Curve
    by_group: Mapping[Channel, Mask]
    boundaries: Floats
    film_s: float

    @property
    def stands_out(self) -> Mask:
        """Whether the step stands out on any channel group."""
        found: Mask = np.logical_or.reduce(list(self.by_group.values()))
        return found

    def groups_in(self, start_s: float, end_s: float) -> list[Channel]:
        """The channel groups on which a range of seconds stands out, by their first channels."""
        first, end = self._steps(start_s, end_s)
        return [leader for leader, mask in self.by_group.items() if mask[first:end].any()]

    def highest(self, start_s: float, end_s: float) -> float:
        """The highest value in a range of seconds; a range without length has that of its step."""
        first, end = self._steps(start_s, end_s)
        return float(self.values[first:end].max())

    def _steps(self, start_s: float, end_s: float) -> tuple[int, int]:
        first = min(int(start_s / STEP_S), len(self.values) - 1)
        return first, max(first + 1, int(np.ceil(end_s / STEP_S)))


@dataclass(frozen=True, slots=True)
class _Excess:
    """Of one group: how far each step is above the background, and how much the background itself spreads."""

    values: Curve
    spread: float


def courses(videos: Mapping[str, VideoPoints]) -> dict[str, Course]:
    """The courses of a query through some videos, on one scale; without the videos that have no points.

    Args:
        videos: The scored points of each video.
    """
    with_points = {video_id: points for video_id, points in videos.items() if any(map(_any_points, points.values()))}
    found = _excesses(with_points)
    scales = {
        leader: _scale([excesses[leader] for excesses in found.values() if leader in excesses]) for leader in LEADERS
    }
    return {video_id: _course(with_points[video_id], excesses, scales) for video_id, excesses in found.items()}


def _any_points(points: ScoredPoints) -> bool:
    return len(points.starts) > 0


def _excesses(videos: Mapping[str, VideoPoints]) -> dict[str, dict[Channel, _Excess]]:
    """The excesses of the groups of each video: those of one group are made of all videos together."""
    found: dict[str, dict[Channel, _Excess]] = {video_id: {} for video_id in videos}
    steps = {video_id: _steps_of(points) for video_id, points in videos.items()}
    for leader in LEADERS:
        of_group = {
            video_id: points[leader]
            for video_id, points in videos.items()
            if leader in points and _any_points(points[leader])
        }
        excesses = _of_group(list(of_group.values()), [steps[video_id] for video_id in of_group])
        for video_id, excess in zip(of_group, excesses, strict=True):
            found[video_id][leader] = excess
    return found


def _steps_of(points: VideoPoints) -> int:
    return step_count(int(np.ceil(max(group.film_s for group in points.values()))) + 1)


def _of_group(parts: Sequence[ScoredPoints], steps: Sequence[int]) -> list[_Excess]:
    if not parts:
        return []
    everything = _painted(parts, steps)
    is_admitted = np.concatenate([points.admitted for points in parts])
    shown = everything if is_admitted.all() else _painted(parts, steps, is_admitted)
    return [_excess(*of_video) for of_video in zip(parts, everything, shown, strict=True)]


def _excess(points: ScoredPoints, everything: Curve, shown: Curve) -> _Excess:
    background, spread = _background(points, everything)
    above: Curve = np.fmax(shown - background, 0.0)  # also where nothing is known
    return _Excess(above, spread)


def _background(points: ScoredPoints, painted: Curve) -> tuple[float, float]:
    """The median of a painted group, and how much it spreads around it."""
    lasting = float((points.ends - points.starts + STEP_S).sum())
    if points.absent is not None and lasting < len(painted) * STEP_S / 2:
        return points.absent, 0.0  # most of the film has no point: no need to look
    known = painted if points.absent is not None else painted[~np.isnan(painted)]
    background = _median(known) if points.background is None else points.background
    return background, NORMAL_SPREAD * _median(np.abs(known - background))


def _median(values: Curve) -> float:
    """The lower median; `np.median` takes three times as long for a few hundred values."""
    middle = (len(values) - 1) // 2
    return float(np.partition(values, middle)[middle])


def _painted(parts: Sequence[ScoredPoints], steps: Sequence[int], selected: Mask | slice = slice(None)) -> list[Curve]:
    """Per step of each video the highest score of the selected points that last over it; videos lie on one line."""
    videos = np.repeat(np.arange(len(parts)), [len(points.starts) for points in parts])[selected]
    columns = [(points.starts, points.ends, points.scores) for points in parts]
    starts, ends, scores = (np.concatenate(column)[selected] for column in zip(*columns, strict=True))
    order = np.argsort(scores, kind="stable")
    firsts = (starts[order] / STEP_S).astype(np.intp)
    counts = np.maximum(np.ceil(ends[order] / STEP_S).astype(np.intp) - firsts, 1)
    lengths = np.array(steps, np.intp)
    begins = np.cumsum(lengths) - lengths
    firsts += begins[videos[order]]
    painted = np.repeat([np.nan if points.absent is None else points.absent for points in parts], steps)
    offsets = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    painted[np.repeat(firsts, counts) + offsets] = np.repeat(scores[order], counts)  # the last one counts: the highest
    return np.split(painted, begins[1:])


def _scale(excesses: Sequence[_Excess]) -> float:
    """The highest excess of a group, at least one that stands out: chance alone fills no scale."""
    return max((max(float(one.values.max()), MIN_DEVIATIONS * one.spread) for one in excesses), default=0.0)


def _course(points: VideoPoints, excesses: Mapping[Channel, _Excess], scales: Mapping[Channel, float]) -> Course:
    parts = [
        CHANNEL_WEIGHTS[leader] / scales[leader] * excess.values
        for leader, excess in excesses.items()
        if scales[leader] > NOTHING
    ]
    steps = len(next(iter(excesses.values())).values)
    return Course(
        values=_smoothed(sum(parts, np.zeros(steps))),
        by_group={leader: _stands_out(excess) for leader, excess in excesses.items()},
        boundaries=np.concatenate([column for group in points.values() for column in (group.starts, group.ends)]),
        film_s=max(group.film_s for group in points.values()),
    )


def _stands_out(excess: _Excess) -> Mask:
    return excess.values > max(MIN_DEVIATIONS * excess.spread, NOTHING)


def _smoothed(curve: Curve) -> Curve:
    width_s = min(SMOOTHING_S, MAX_SMOOTHING_SHARE * len(curve) * STEP_S)
    kernel = _kernel(round(width_s, 1))
    reach = len(kernel) // 2
    smoothed: Curve = np.convolve(curve, kernel)[reach : reach + len(curve)]
    return smoothed


@lru_cache
def _kernel(width_s: float) -> Curve:
    """A Gaussian with this standard deviation and a sum of 1, a value every STEP_S."""
    reach = int(KERNEL_REACH * width_s / STEP_S)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) * STEP_S / max(width_s, NOTHING)) ** 2)
    kernel: Curve = weights / weights.sum()
    return kernel
