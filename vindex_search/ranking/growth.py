"""The windows that a hit may grow into, from the courses of its whole video."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from vindex_search.index.types import Hit
from vindex_search.ranking.relevance_curve import (
    STEP_S,
    Curve,
    RelevanceCurve,
    kernel_sum,
    standardize,
    step_count,
)
from vindex_search.ranking.video_hits import VideoHits, channel_masks
from vindex_search.ranking.windows import Courses, WindowGrid, grid_around

MAX_PASSAGE_S: Final = 60.0  # what lasts longer is a slide: any second of it may be the one that is spoken about


def candidate_windows(video: VideoHits, curves: Sequence[RelevanceCurve], hit: Hit) -> tuple[WindowGrid, Courses]:
    """The windows around the likeliest second of a hit, and the courses that they are judged by.

    Args:
        video: All hits of the hit's video.
        curves: Those of the video; what is missing of them is made of the hits.
        hit: That the windows grow around.
    """
    film_s = max([float(video.ends.max()), *(float(curve.ends.max()) for curve in curves)])
    courses = _courses(video, curves, int(np.ceil(film_s)) + 1)
    grid = grid_around(_anchor(hit, courses), _boundaries(video, curves), film_s)
    return grid, courses


def _anchor(hit: Hit, courses: Courses) -> float:
    """The middle of a passage; of what stands for long, a slide, the second that the courses are highest."""
    if hit.end_s - hit.start_s <= MAX_PASSAGE_S:
        return (hit.start_s + hit.end_s) / 2
    first = int(hit.start_s / STEP_S)
    inside = slice(first, max(first + 1, int(hit.end_s / STEP_S)))
    return float(first + int((courses.likeness[inside] + courses.words[inside]).argmax())) * STEP_S


def _courses(video: VideoHits, curves: Sequence[RelevanceCurve], seconds: int) -> Courses:
    """The courses of a video over so many seconds, from its curves, and where it has none from its hits."""
    scores, middles = video.ranking.normalized_scores[video.rows], (video.starts + video.ends) / 2
    hits = {video.hits[int(mask.argmax())].channel: (middles[mask], scores[mask]) for mask in channel_masks(video.hits)}
    words = [curve.sample(seconds) for curve in curves if curve.channel == "words"]
    likeness = [curve.sample(seconds) for curve in curves if curve.channel != "words"]
    if "words" in hits and not words:
        words = [standardize(kernel_sum(*hits["words"], seconds))]
    if not likeness:
        likeness = [standardize(kernel_sum(*of, seconds)) for channel, of in hits.items() if channel != "words"]
    zero = np.zeros(step_count(seconds))
    return Courses(standardize(sum(likeness, zero)), sum(words, zero))


def _boundaries(video: VideoHits, curves: Sequence[RelevanceCurve]) -> Curve:
    """Where hits and points begin and end, and where sentences begin, in seconds."""
    sentences = np.array([start_s for hit in video.hits for _, start_s, _ in hit.sentences])
    points = [times for curve in curves for times in (curve.starts, curve.ends)]
    return np.concatenate([video.starts, video.ends, sentences, *points])
