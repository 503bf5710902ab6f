"""Hits -> moments: pure functions over numbers, no index and no model.

A query's course through a video (`course.py`), smoothed over a grid of seconds, shows the window that stands out most
(`windows.py`): the moment, its ends moved to where a sentence, a passage or a shot begins. Where words are asked for
that only one place has, the question was for a fact, and the moment is their sentence. Further moments of a video are
its best hits beside that. Moments of all videos are ranked by the best second inside them: the maximum, for a mean over
a merged range belongs to no passage any more; the first of a video has the rank of the video's best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_search.contract import CHANNELS, Channel
from vindex_search.course import Course, Courses, unknown
from vindex_search.facts import Matches, answering_sentence, decisive, nothing_matches
from vindex_search.fusion import Ranked, ranked, unseen
from vindex_search.index.base import Hit
from vindex_search.windows import Contrasts, Curve, density, deviations

Floats = npt.NDArray[np.float64]

MOMENTS_PER_VIDEO: Final = 5
WORTH_SHARE: Final = 0.2  # a further moment of a video has at least this share of the score of its best
ANCHORED_SHARE: Final = 0.75  # of the highest contrast, with which a window that holds the best hit is preferred
INSIDE_SHARE: Final = 0.5  # a hit belongs to a window that holds at least half of it
SNAP_S: Final = 10.0  # how far an end is moved to where something begins


@dataclass(frozen=True, slots=True)
class Moment:
    """A range of one video that answers the query, and why: evidence best first."""

    video_id: str
    workspace: str
    start_s: float
    end_s: float
    score: float
    channels: tuple[Channel, ...]
    evidence: tuple[Ranked, ...]


def find_moments(
    hits: Mapping[Channel, Sequence[Hit]],
    *,
    limit: int,
    matches: Matches = nothing_matches,
    courses: Courses = unknown,
) -> list[Moment]:
    """The best moments over all videos, best first.

    Args:
        hits: Per channel its hits, best first.
        limit: At most this many moments.
        matches: Finds the query's words in a text.
        courses: Gives the whole course of the query through videos.
    """
    videos = _columns(ranked(hits))
    likeliest = sorted(videos, key=lambda columns: (-columns.best, columns.video_id))[:limit]
    known = courses([columns.video_id for columns in likeliest])
    least = unseen(hits.get("words", ()))
    found: list[Moment] = []
    for columns in likeliest:
        if len(found) >= limit and sorted(found, key=_order)[limit - 1].score >= columns.best:
            break  # what is left cannot have a better second than this
        found += _moments_of_video(columns, known.get(columns.video_id, []), matches, least)
    return sorted(found, key=_order)[:limit]


def _order(moment: Moment) -> tuple[float, str, float]:
    return (-moment.score, moment.video_id, moment.start_s)


class _Columns:
    """The hits of one video as arrays: where they lie, and the fused score of the middle of each."""

    def __init__(self, found: Sequence[Ranked], starts: Floats, ends: Floats, scores: Floats) -> None:
        self.found = found
        self.video_id = found[0].hit.video_id
        self.starts, self.ends, self.scores = starts, ends, scores
        self.middles = (starts + ends) / 2
        self.best = float(scores.max())

    def inside(self, start: float, end: float) -> Floats:
        """Share of each hit that lies in a range; one without length lies in it whole or not at all."""
        lengths = self.ends - self.starts
        overlaps = np.minimum(self.ends, end) - np.maximum(self.starts, start)
        shares: Floats = np.clip(overlaps, 0, None) / np.where(lengths > 0, lengths, 1)
        return np.where(lengths > 0, shares, (overlaps >= 0).astype(np.float64))


def _columns(videos: Mapping[str, Sequence[Ranked]]) -> list[_Columns]:
    """The columns of each video; the scores of all are made in one go."""
    found = [one for of_video in videos.values() for one in of_video]
    starts, ends = np.array([(one.hit.start_s, one.hit.end_s) for one in found]).reshape(-1, 2).T
    of = np.repeat(np.arange(len(videos)), [len(of_video) for of_video in videos.values()])
    scores = _fused(found, of, starts, ends)
    parts: list[_Columns] = []
    at = 0
    for of_video in videos.values():
        part = slice(at, at := at + len(of_video))
        parts.append(_Columns(of_video, starts[part], ends[part], scores[part]))
    return parts


def _fused(found: Sequence[Ranked], of: npt.NDArray[np.intp], starts: Floats, ends: Floats) -> Floats:
    """Sum over channels of the best share that covers the middle of each hit, among those of its own video (`of`)."""
    middles = ((starts + ends) / 2)[:, None]
    covers = (of[:, None] == of) & (starts <= middles) & (middles <= ends)
    shares, channels = np.array([one.share for one in found]), _channels(found)
    total = np.zeros(len(found))
    for channel in np.unique(channels):
        total += np.where(covers & (channels == channel), shares, 0.0).max(axis=1)
    return total


def _channels(found: Sequence[Ranked]) -> npt.NDArray[np.intp]:
    return np.array([CHANNELS.index(one.hit.channel) for one in found], dtype=np.intp)


def _moments_of_video(columns: _Columns, courses: Sequence[Course], matches: Matches, least: float) -> list[Moment]:
    meant = decisive([one.hit for one in columns.found if one.hit.channel == "words"], unseen=least)
    free = np.ones(len(columns.found), dtype=bool)
    moments: list[Moment] = []
    while free.any() and len(moments) < MOMENTS_PER_VIDEO:
        seed = int(np.argmax(np.where(free, columns.scores, -1.0)))
        hit = columns.found[seed].hit
        if moments and columns.scores[seed] < WORTH_SHARE * columns.best:
            break
        around = (hit.start_s, hit.end_s) if moments else _window(columns, courses, seed)
        start, end = _fact(hit, meant, matches) or around
        share = columns.inside(start, end)
        held = free & (share >= INSIDE_SHARE)
        if not held.any():
            most = seed if share[seed] > 0 else int(np.argmax(np.where(free, share, -1.0)))
            if share[most] == 0:  # nothing that was found lies in the window: the place itself answers, not the window
                most, start, end = seed, hit.start_s, hit.end_s
                share = columns.inside(start, end)
            held[most] = True
        moments.append(_moment(columns, np.flatnonzero(held), start, end, first=not moments))
        free &= ~(held | (share > 0))
    return moments


def _window(columns: _Columns, courses: Sequence[Course], seed: int) -> tuple[float, float]:
    """The range of a video that stands out, from where something begins to where something begins or ends."""
    last = max([float(columns.ends.max()), *(float(course.ends.max()) for course in courses)])
    seconds = int(np.ceil(last)) + 1
    curve = np.sum([course.curve(seconds) for course in courses] or _curves(columns, seconds), axis=0)
    contrasts = Contrasts(curve)
    free, anchored = contrasts.best(), contrasts.best_around(float(columns.middles[seed]))
    begin, end, _ = anchored if anchored[2] >= ANCHORED_SHARE * free[2] else free
    cuts = np.concatenate([*_edges(columns), *(edge for course in courses for edge in (course.starts, course.ends))])
    start_s, end_s = _snapped(begin, cuts), _snapped(end, cuts)
    return (start_s, end_s) if start_s < end_s else (float(begin), float(end))


def _curves(columns: _Columns, seconds: int) -> list[Curve]:
    """Of a video of which only the hits are known: on each channel the levels around each second."""
    levels, channels = np.array([one.level for one in columns.found]), _channels(columns.found)
    return [
        deviations(density(columns.middles[of], levels[of], seconds))
        for of in (channels == channel for channel in np.unique(channels))
    ]


def _edges(columns: _Columns) -> list[Floats]:
    """Where hits and their sentences begin, and where hits end."""
    said = {start for one in columns.found for _, start, _ in one.hit.sentences}
    return [columns.starts, columns.ends, np.array(sorted(said))]


def _fact(hit: Hit, meant: Hit | None, matches: Matches) -> tuple[float, float] | None:
    """The sentence at a hit that answers a question for a fact; None where it is no such question."""
    if meant is None or meant.end_s <= hit.start_s or hit.end_s <= meant.start_s:
        return None
    return answering_sentence(meant, matches)


def _snapped(at: float, cuts: Floats) -> float:
    nearest = float(cuts[np.argmin(np.abs(cuts - at))])
    return nearest if abs(nearest - at) <= SNAP_S else float(at)


def _moment(columns: _Columns, held: npt.NDArray[np.intp], start_s: float, end_s: float, *, first: bool) -> Moment:
    best_first = sorted((columns.found[at] for at in held), key=lambda one: (-one.share, one.hit.start_s))
    return Moment(
        video_id=columns.video_id,
        workspace=best_first[0].hit.workspace,
        start_s=start_s,
        end_s=end_s,
        score=columns.best if first else float(columns.scores[held].max()),
        channels=tuple(channel for channel in CHANNELS if any(one.hit.channel == channel for one in best_first)),
        evidence=tuple(best_first),
    )
