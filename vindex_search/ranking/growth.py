"""The windows that hits grow into, from the courses of their whole videos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from vindex_search.index.types import Hit
from vindex_search.ranking.batch.windows import Film, best_windows
from vindex_search.ranking.relevance_curve import (
    STEP_S,
    Curve,
    RelevanceCurve,
    kernel_sum,
    standardize,
    step_count,
)
from vindex_search.ranking.video_hits import VideoHits, channel_masks
from vindex_search.ranking.windows.windows import Courses, WindowGrid, grid_around

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
    return best_windows([_film(one) for one in asked])


def _film(one: Growth) -> Film:
    courses = _courses(one)
    return Film(
        anchor_s=_anchor(one.hit, courses),
        boundaries=_boundaries(one.video, one.curves),
        film_s=one.film_s,
        courses=courses,
        centre=(one.hit.start_s, one.hit.end_s) if one.is_centred else ANYWHERE,
    )


def candidate_windows(video: VideoHits, curves: Sequence[RelevanceCurve], hit: Hit) -> tuple[WindowGrid, Courses]:
    """The windows around the likeliest second of a hit, and the courses that they are judged by.

    Args:
        video: All hits of the hit's video.
        curves: Those of the video; what is missing of them is made of the hits.
        hit: That the windows grow around.
    """
    film = _film(Growth(video, curves, hit))
    return grid_around(film.anchor_s, film.boundaries, film.film_s), film.courses


def _anchor(hit: Hit, courses: Courses) -> float:
    """The middle of a passage; of what stands for long, a slide, the second that the courses are highest."""
    if hit.end_s - hit.start_s <= MAX_PASSAGE_S:
        return (hit.start_s + hit.end_s) / 2
    first = int(hit.start_s / STEP_S)
    inside = slice(first, max(first + 1, int(hit.end_s / STEP_S)))
    return float(first + int((courses.likeness[inside] + courses.words[inside]).argmax())) * STEP_S


def _courses(one: Growth) -> Courses:
    """The courses of a video, from its curves, and where it has none from its hits."""
    seconds = int(np.ceil(one.film_s)) + 1
    words = [curve.sample(seconds) for curve in one.curves if curve.channel == "words"]
    likeness = [curve.sample(seconds) for curve in one.curves if curve.channel != "words"]
    if not (words and likeness):
        by_words, by_likeness = _hits_as_curves(one.video, seconds)
        words, likeness = words or by_words, likeness or by_likeness
    zero = np.zeros(step_count(seconds))
    return Courses(standardize(sum(likeness, zero)), sum(words, zero))


def _hits_as_curves(video: VideoHits, seconds: int) -> tuple[list[Curve], list[Curve]]:
    """The curves of the hits alone, a channel each: of words, and of the others."""
    scores, middles = video.ranking.normalized_scores[video.rows], (video.starts + video.ends) / 2
    found: tuple[list[Curve], list[Curve]] = ([], [])
    for mask in channel_masks(video.hits):
        is_likeness = video.hits[int(mask.argmax())].channel != "words"
        found[is_likeness].append(standardize(kernel_sum(middles[mask], scores[mask], seconds)))
    return found


def _boundaries(video: VideoHits, curves: Sequence[RelevanceCurve]) -> Curve:
    """Where hits and points begin and end, and where sentences begin, in seconds."""
    sentences = np.array([start_s for hit in video.hits for _, start_s, _ in hit.sentences])
    points = [times for curve in curves for times in (curve.starts, curve.ends)]
    return np.concatenate([video.starts, video.ends, sentences, *points])
