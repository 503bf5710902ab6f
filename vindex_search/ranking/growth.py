"""The windows that hits grow into, from the courses of their whole videos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from vindex_search.index.types import Hit
from vindex_search.ranking.batch.curves import Sample, sample_all
from vindex_search.ranking.batch.windows import Film, best_windows
from vindex_search.ranking.relevance_curve import (
    STEP_S,
    Curve,
    RelevanceCurve,
    standardize,
    step_count,
)
from vindex_search.ranking.video_hits import VideoHits, channel_masks
from vindex_search.ranking.windows import Courses, WindowGrid, grid_around

MAX_PASSAGE_S: Final = 60.0  # what lasts longer is a slide: any second of it may be the one that is spoken about


class Growth(NamedTuple):
    """A hit that a window is to grow around.

    Attributes:
        video: All hits of its video.
        curves: Those of the video; what is missing of them is made of the hits.
        hit: The hit.
        is_centred: The window has its middle in the hit; else it may grow to one side.
    """

    video: VideoHits
    curves: Sequence[RelevanceCurve]
    hit: Hit
    is_centred: bool = False

    @property
    def film_s(self) -> float:
        """Where the last hit or point of the video ends."""
        return max([float(self.video.ends.max()), *(float(curve.ends.max()) for curve in self.curves)])


ANYWHERE: Final = (-np.inf, np.inf)


def grown_windows(asked: Sequence[Growth]) -> list[tuple[float, float]]:
    """Start and end in seconds of the best window around each hit."""
    if not asked:
        return []
    films = [
        Film(
            anchor_s=_anchor(one.hit, courses),
            boundaries=_boundaries(one.video, one.curves),
            film_s=one.film_s,
            courses=courses,
            centre=(one.hit.start_s, one.hit.end_s) if one.is_centred else ANYWHERE,
        )
        for one, courses in zip(asked, _courses(asked), strict=True)
    ]
    return best_windows(films)


def candidate_windows(video: VideoHits, curves: Sequence[RelevanceCurve], hit: Hit) -> tuple[WindowGrid, Courses]:
    """The windows around the likeliest second of a hit, and the courses that they are judged by.

    Args:
        video: All hits of the hit's video.
        curves: Those of the video; what is missing of them is made of the hits.
        hit: That the windows grow around.
    """
    one = Growth(video, curves, hit)
    (courses,) = _courses([one])
    return grid_around(_anchor(hit, courses), _boundaries(video, curves), one.film_s), courses


def _anchor(hit: Hit, courses: Courses) -> float:
    """The middle of a passage; of what stands for long, a slide, the second that the courses are highest."""
    if hit.end_s - hit.start_s <= MAX_PASSAGE_S:
        return (hit.start_s + hit.end_s) / 2
    first = int(hit.start_s / STEP_S)
    inside = slice(first, max(first + 1, int(hit.end_s / STEP_S)))
    return float(first + int((courses.likeness[inside] + courses.words[inside]).argmax())) * STEP_S


def _courses(asked: Sequence[Growth]) -> Iterator[Courses]:
    """The courses of each video, from its curves, and where it has none from its hits."""
    seconds = [int(np.ceil(one.film_s)) + 1 for one in asked]
    samples = [list(_samples(one, length)) for one, length in zip(asked, seconds, strict=True)]
    curves = iter(sample_all([sample for of_video in samples for _, sample in of_video]))
    for of_video, length in zip(samples, seconds, strict=True):
        found: dict[bool, list[Curve]] = {True: [], False: []}
        for is_of_words, _ in of_video:
            found[is_of_words].append(next(curves))
        yield Courses(_joined_likeness(found[False], length), sum(found[True], np.zeros(step_count(length))))


def _samples(one: Growth, seconds: int) -> Iterator[tuple[bool, Sample]]:
    """The samples of a video, and whether each is of words."""
    known = {curve.channel == "words" for curve in one.curves}
    for curve in one.curves:
        is_of_words = curve.channel == "words"
        yield is_of_words, Sample((curve.starts + curve.ends) / 2, curve.scores, seconds, is_of_words)
    if len(known) < len((True, False)):
        for is_of_words, middles, scores in _hits_as_points(one.video):
            if is_of_words not in known:
                yield is_of_words, Sample(middles, scores, seconds, is_sum=True)


def _hits_as_points(video: VideoHits) -> Iterator[tuple[bool, Curve, Curve]]:
    """The hits of each channel: whether it is that of words, their middles and scores."""
    scores, middles = video.ranking.normalized_scores[video.rows], (video.starts + video.ends) / 2
    for mask in channel_masks(video.hits):
        yield video.hits[int(mask.argmax())].channel == "words", middles[mask], scores[mask]


def _joined_likeness(curves: Sequence[Curve], seconds: int) -> Curve:
    """The sum of standardised curves, standardised; that of one curve is itself."""
    return curves[0] if len(curves) == 1 else standardize(sum(curves, np.zeros(step_count(seconds))))


def _boundaries(video: VideoHits, curves: Sequence[RelevanceCurve]) -> Curve:
    """Where hits and points begin and end, and where sentences begin, in seconds."""
    sentences = np.array([start_s for hit in video.hits for _, start_s, _ in hit.sentences])
    points = [times for curve in curves for times in (curve.starts, curve.ends)]
    return np.concatenate([video.starts, video.ends, sentences, *points])
