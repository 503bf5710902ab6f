r"""Places: every range of a video where a query stands out, from the course of the query through it.

                  place 1              place 2
                |<------->|           |<---->|
                   ___                   _
                  /   \   flank         / \
      ___________/     \____    _______/   \____________    course
                            \__/

A place is a peak of the course (`ranking/course.py`) that stands out from the video's own background on one channel at
least, and is not faint beside the best of the answer. It reaches to half of its height, and its ends are moved to where
a point begins or ends, as those of moments are. Two peaks are two places where the course between them falls by
a quarter of the lower one at least (its prominence); else the lower is a flank of the other. The moments of the answer
are places as they are, but one that has its middle in another.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from vindex_search.ranking.course import NOTHING, Course
from vindex_search.ranking.moments import Moment
from vindex_search.ranking.relevance_curve import STEP_S, Curve
from vindex_search.ranking.video_hits import Mask
from vindex_search.ranking.windows.windows import snap

MIN_STRENGTH: Final = 0.25  # of a place, beside the highest value of the answer
MIN_PROMINENCE: Final = 0.25  # share of a peak's height
EXTENT: Final = 0.5  # share of a peak's height, to which its place reaches: its full width at half maximum


class Span(NamedTuple):
    """A range of a video in seconds."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Place:
    """A range of one video in seconds where a query stands out; `strength` is 0 to 1, that of the answer's best."""

    start_s: float
    end_s: float
    strength: float


def places_of_answer(
    found: Mapping[str, Course], moments: Iterable[Moment], said: Mapping[str, Sequence[Span]] | None = None
) -> dict[str, tuple[Place, ...]]:
    """The places of every video that a moment is in, in order of time.

    Args:
        found: The courses of those videos, made together.
        moments: Of the answer.
        said: Where each video says the phrases of a query: its places are these, and its moments. None: no phrases.
    """
    spans: dict[str, list[Span]] = {}
    for moment in moments:
        spans.setdefault(moment.video_id, []).append(Span(moment.start_s, moment.end_s))
    highest = max((float(found[video_id].values.max()) for video_id in spans if video_id in found), default=0.0)
    for video_id, own in spans.items():
        if said is not None:
            own[:] = disjoint(own, said.get(video_id, ()))
        else:
            own[:] = disjoint(own, outstanding(found[video_id], highest) if video_id in found else ())
    return with_strengths(found, spans)


def with_strengths(found: Mapping[str, Course], spans: Mapping[str, Sequence[Span]]) -> dict[str, tuple[Place, ...]]:
    """Places with their strengths: the highest value of the course inside each, beside the best of them all."""
    heights = {
        video_id: [found[video_id].highest(*span) if video_id in found else 0.0 for span in of_video]
        for video_id, of_video in spans.items()
    }
    best = max((height for of_video in heights.values() for height in of_video), default=0.0)
    return {
        video_id: tuple(
            Place(*span, height / best if best > NOTHING else 1.0)
            for span, height in zip(of_video, heights[video_id], strict=True)
        )
        for video_id, of_video in spans.items()
    }


def outstanding(course: Course, highest: float) -> list[Span]:
    """The peaks of a course that stand out, in order of time.

    Args:
        course: Of one video.
        highest: The highest value of the answer.
    """
    curve = course.values
    peaks = _peaks(course, max(MIN_STRENGTH * highest, NOTHING))  # most films of an answer have few
    if not peaks:
        return []
    valleys = [0, *(low + int(curve[low:high].argmin()) for low, high in pairwise(peaks)), len(curve)]
    steps = [_extent(curve, peak, low, high) for peak, (low, high) in zip(peaks, pairwise(valleys), strict=True)]
    return _snapped(steps, course)


def _peaks(course: Course, floor: float) -> list[int]:
    """The steps of the peaks that stand out, and are high and prominent enough, in order of time."""
    curve = course.values
    padded = np.concatenate([[-np.inf], curve, [-np.inf]])
    tops = (curve > padded[:-2]) & (curve >= padded[2:]) & (curve >= floor) & _near(course.stands_out)
    accepted: list[int] = []
    for peak in sorted(np.flatnonzero(tops).tolist(), key=lambda step: (-curve[step], step)):
        at = bisect(accepted, peak)
        saddles = [
            *(float(curve[before:peak].min()) for before in accepted[at - 1 : at] if at),
            *(float(curve[peak:after].min()) for after in accepted[at : at + 1]),
        ]
        if curve[peak] - max(saddles, default=-np.inf) >= MIN_PROMINENCE * curve[peak]:
            accepted.insert(at, peak)
    return accepted


def _near(steps: Mask) -> Mask:
    """The steps and their neighbours: smoothing moves a peak a little."""
    near = steps.copy()
    near[1:] |= steps[:-1]
    near[:-1] |= steps[1:]
    return near


def _extent(curve: Curve, peak: int, low: int, high: int) -> tuple[int, int]:
    """The steps [first, end) around a peak that reach half of its height, between two bounds."""
    below = curve < EXTENT * curve[peak]
    before, after = np.flatnonzero(below[low:peak]), np.flatnonzero(below[peak:high])
    return low + int(before[-1]) + 1 if len(before) else low, peak + int(after[0]) if len(after) else high


def _snapped(steps: Sequence[tuple[int, int]], course: Course) -> list[Span]:
    """Ranges of steps with both ends at the nearest boundary within reach; as they are where nothing would be left."""
    exact = np.minimum(np.array(steps, dtype=np.float64) * STEP_S, course.film_s)
    snapped = snap(exact, np.sort(course.boundaries))
    is_range = snapped[:, :1] < snapped[:, 1:]
    return [Span(*ends) for ends in np.where(is_range, snapped, exact).tolist()]


def disjoint(kept: Iterable[Span], further: Iterable[Span]) -> list[Span]:
    """Ranges without overlaps, in order of time: those of `kept`, then what lies outside of them of the others.

    Two ranges are one place where the middle of one lies in the other: the later one is left out.
    """
    found: list[Span] = []
    for span in (*kept, *further):
        if not any(_is_same_place(span, other) for other in found):
            found = sorted([*found, *_longest(_free_parts(span, found))])
    return found


def _is_same_place(span: Span, other: Span) -> bool:
    return _holds(span, sum(other) / 2) or _holds(other, sum(span) / 2)


def _holds(span: Span, second: float) -> bool:
    return span.start_s <= second < span.end_s or span.start_s == second


def _longest(parts: Iterable[Span]) -> list[Span]:
    return sorted(parts, key=lambda part: (part.start_s - part.end_s, part.start_s))[:1]


def _free_parts(span: Span, taken: Sequence[Span]) -> Iterator[Span]:
    """The parts of a range outside of others, which are in order of time; touching ends are no overlap."""
    at = span.start_s
    for other in taken:
        if other.end_s <= at or other.start_s >= span.end_s:
            continue
        if other.start_s > at:
            yield Span(at, other.start_s)
        at = other.end_s
    if at < span.end_s or at == span.start_s:
        yield Span(at, span.end_s)
