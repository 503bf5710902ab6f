"""Hits -> moments: pure functions over numbers, no index and no model.

A query's course through a video (`ranking/relevance_curve.py`), smoothed over a grid of seconds, shows the window that stands out most
(`ranking/windows.py`): the moment, its ends moved to where a sentence, a passage or a shot begins. Where words are asked for
that only one place has, the question was for a fact, and the moment is their sentence. Further moments of a video are
its best hits beside that. Moments of all videos are ranked by the best second inside them: the maximum, for a mean over
a merged range belongs to no passage any more; the first of a video has the rank of the video's best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import Hit
from vindex_search.models.encoders import Matches
from vindex_search.ranking.exact_match import answering_sentence, dominant_hit, match_nothing
from vindex_search.ranking.fusion import Floats, RankedHit, rank_hits, cutoff_score
from vindex_search.ranking.relevance_curve import CurveSource, RelevanceCurve, no_curves
from vindex_search.ranking.video_hits import VideoHits, channel_masks, top_videos
from vindex_search.ranking.windows import Curve, WindowContrast, kernel_sum, standardize

MOMENTS_PER_VIDEO: Final = 5
MIN_SCORE_SHARE: Final = 0.2  # a further moment of a video has at least this share of the score of its best
MIN_ANCHORED_SHARE: Final = 0.75  # of the highest contrast, with which a window that holds the best hit is preferred
MIN_OVERLAP_SHARE: Final = 0.5  # a hit belongs to a window that holds at least half of it
USED: Final = -1.0  # in place of the score of a hit that is in a moment already
MAX_SNAP_S: Final = 10.0  # how far an end is moved to where something begins


@dataclass(frozen=True, slots=True)
class Moment:
    """A range of one video that answers the query, and why: evidence best first."""

    video_id: str
    workspace: str
    start_s: float
    end_s: float
    score: float
    channels: tuple[Channel, ...]
    evidence: tuple[RankedHit, ...]


def find_moments(
    hits: Mapping[Channel, Sequence[Hit]],
    *,
    limit: int,
    matches: Matches = match_nothing,
    curves: CurveSource = no_curves,
) -> list[Moment]:
    """The best moments over all videos, best first.

    Args:
        hits: Per channel its hits, best first.
        limit: At most this many moments.
        matches: Finds the query's words in a text.
        courses: Gives the whole course of the query through videos.
    """
    videos = top_videos(rank_hits(hits), limit)
    known = curves([columns.video_id for columns in videos])
    least = cutoff_score(hits.get("words", ()))
    found: list[_Range] = []
    for columns in videos:
        if len(found) >= limit and found[limit - 1].score >= columns.best:
            break  # what is left cannot have a better second than this
        found += _ranges_of_video(columns, known.get(columns.video_id, []), matches, least)
        found.sort(key=_best_first)
    return [_moment(place) for place in found[:limit]]


class _Range(NamedTuple):
    """Where a moment is: the video's hits, and which of them lie in it."""

    score: float
    start_s: float
    end_s: float
    columns: VideoHits
    held: npt.NDArray[np.intp]


def _best_first(place: _Range) -> tuple[float, str, float]:
    return -place.score, place.columns.video_id, place.start_s


def _ranges_of_video(columns: VideoHits, courses: Sequence[RelevanceCurve], matches: Matches, least: float) -> list[_Range]:
    """Those of one video: the best hit's, then those of the best hits outside of what came before."""
    meant = dominant_hit([hit for hit in columns.hits if hit.channel == "words"], cutoff=least)
    left = columns.scores.copy()  # of the hits that are in no moment yet; of the others TAKEN
    places: list[_Range] = []
    while len(places) < MOMENTS_PER_VIDEO:
        seed = int(left.argmax())
        if left[seed] < (MIN_SCORE_SHARE * columns.best if places else 0):
            break
        hit = columns.hits[seed]
        around = (hit.start_s, hit.end_s) if places else _best_window(columns, courses, seed)
        start, end = _answering_sentence(hit, meant, matches) or around
        share = columns.overlap_shares(start, end)
        held = np.flatnonzero((share >= MIN_OVERLAP_SHARE) & (left >= 0))
        if not len(held):
            most = seed if share[seed] > 0 else int(np.argmax(np.where(left >= 0, share, USED)))
            if share[most] == 0:  # nothing that was found lies in the window: the place itself answers, not the window
                most, start, end = seed, hit.start_s, hit.end_s
                share = columns.overlap_shares(start, end)
            held = np.array([most])
        score = float(columns.scores[held].max()) if places else columns.best
        places.append(_Range(score, start, end, columns, held))
        left[held] = left[share > 0] = USED
    return places


def _best_window(columns: VideoHits, courses: Sequence[RelevanceCurve], seed: int) -> tuple[float, float]:
    """The range of a video that stands out, from where something begins to where something begins or ends."""
    last = max([float(columns.ends.max()), *(float(course.ends.max()) for course in courses)])
    seconds = int(np.ceil(last)) + 1
    curves = [course.sample(seconds) for course in courses] or _curves_of_hits(columns, seconds)
    contrasts = WindowContrast(sum(curves[1:], curves[0]))
    free, anchored = contrasts.best(), contrasts.best_around(float(columns.starts[seed] + columns.ends[seed]) / 2)
    begin, end, _ = anchored if anchored[2] >= MIN_ANCHORED_SHARE * free[2] else free
    cuts = np.concatenate([*_hit_boundaries(columns), *(edge for course in courses for edge in (course.starts, course.ends))])
    start_s, end_s = _snapped(begin, cuts), _snapped(end, cuts)
    return (start_s, end_s) if start_s < end_s else (float(begin), float(end))


def _curves_of_hits(columns: VideoHits, seconds: int) -> list[Curve]:
    """Of a video of which only the hits are known: on each channel the levels around each second."""
    levels, middles = columns.ranking.normalized_scores[columns.rows], (columns.starts + columns.ends) / 2
    return [standardize(kernel_sum(middles[of], levels[of], seconds)) for of in channel_masks(columns.hits)]


def _hit_boundaries(columns: VideoHits) -> list[Floats]:
    """Where hits and their sentences begin, and where hits end."""
    return [columns.starts, columns.ends, np.array([at for hit in columns.hits for _, at, _ in hit.sentences])]


def _answering_sentence(hit: Hit, meant: Hit | None, matches: Matches) -> tuple[float, float] | None:
    """The sentence at a hit that answers a question for a fact; None where it is no such question."""
    if meant is None or meant.end_s <= hit.start_s or hit.end_s <= meant.start_s:
        return None
    return answering_sentence(meant, matches)


def _snapped(at: float, cuts: Floats) -> float:
    nearest = float(cuts[np.argmin(np.abs(cuts - at))])
    return nearest if abs(nearest - at) <= MAX_SNAP_S else float(at)


def _moment(place: _Range) -> Moment:
    evidence = place.columns.ranked_hits(place.held)
    found_by = {one.hit.channel for one in evidence}
    return Moment(
        video_id=place.columns.video_id,
        workspace=evidence[0].hit.workspace,
        start_s=place.start_s,
        end_s=place.end_s,
        score=place.score,
        channels=tuple(channel for channel in CHANNELS if channel in found_by),
        evidence=tuple(evidence),
    )
