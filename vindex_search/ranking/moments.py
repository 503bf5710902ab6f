"""Moments: the time ranges of videos that answer a query, from hits and relevance curves.

Of each video the first moment is the window of its relevance curve (`ranking/relevance_curve.py`) that stands out most
(`ranking/windows.py`), with both ends snapped to where a sentence, passage or shot begins or ends; for a known-item
query (`ranking/exact_match.py`) it is the answering sentence, for a phrase the sentences that say it. Further moments
are the video's next best hits outside.
A moment's score is the maximum over its hits, for a mean over a merged range belongs to no passage any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from vindex_search.contract.ids import CHANNELS, Channel
from vindex_search.index.types import Hit
from vindex_search.models.encoders import Matches
from vindex_search.ranking.exact_match import (
    TextTest,
    answering_sentence,
    best_sentence,
    dominant_hit,
    match_nothing,
    no_text,
    sentences_with,
    sole_hit,
)
from vindex_search.ranking.fusion import Floats, RankedHit, cutoff_score, rank_hits
from vindex_search.ranking.relevance_curve import (
    Curve,
    CurveSource,
    RelevanceCurve,
    kernel_sum,
    no_curves,
    standardize,
)
from vindex_search.ranking.video_hits import Mask, Rows, VideoHits, channel_masks, top_videos
from vindex_search.ranking.windows import Window, WindowContrast

MOMENTS_PER_VIDEO: Final = 5
MIN_SCORE_SHARE: Final = 0.2  # of the video's best score: below it a hit makes no further moment
MIN_ANCHORED_SHARE: Final = 0.75  # of the highest contrast: from it on the window around the best hit is preferred
MIN_OVERLAP_SHARE: Final = 0.5  # of a hit: from it on the hit belongs to a range
MAX_SNAP_S: Final = 10.0  # the farthest that an end is moved


@dataclass(frozen=True, slots=True)
class Moment:
    """A range of one video in seconds that answers the query, with its evidence, best first."""

    video_id: str
    workspace: str
    start_s: float
    end_s: float
    score: float
    channels: tuple[Channel, ...]
    evidence: tuple[RankedHit, ...]


class _ExactMatch(NamedTuple):
    """What a query is matched by exactly, the words' highest score elsewhere, and the only hit with every word."""

    matches: Matches
    phrases: Sequence[str]
    cutoff: float
    sole: Hit | None


class _Candidate(NamedTuple):
    """A range that may become a moment, and the rows of the video's hits that it holds."""

    score: float
    start_s: float
    end_s: float
    video: VideoHits
    held: Rows


def find_moments(
    hits: Mapping[Channel, Sequence[Hit]],
    *,
    limit: int,
    matches: Matches = match_nothing,
    has_every_word: TextTest = no_text,
    phrases: Sequence[str] = (),
    curves: CurveSource = no_curves,
) -> list[Moment]:
    """The best moments over all videos, best first.

    Args:
        hits: Per channel its hits, best first.
        limit: Maximum number of moments.
        matches: Finds the query's words in a text.
        has_every_word: Tells whether a text has every word of the query.
        phrases: Those of the query, which every hit with a text has.
        curves: Gives the query's relevance curves of videos, called once with the best `limit` ids.
    """
    videos = top_videos(rank_hits(hits, has_every_word), limit)
    curves_by_video = curves([video.video_id for video in videos])
    words = hits.get("words", ())
    exact = _ExactMatch(matches, phrases, cutoff_score(words), sole_hit(words, has_every_word))
    candidates: list[_Candidate] = []
    for video in videos:
        if len(candidates) >= limit and candidates[limit - 1].score > video.best:
            break  # videos come best first: no later one has a moment as good
        candidates += _candidates_of(video, curves_by_video.get(video.video_id, []), exact)
        candidates.sort(key=_best_first)
    return [_moment(candidate) for candidate in candidates[:limit]]


def _best_first(candidate: _Candidate) -> tuple[float, str, float]:
    return -candidate.score, candidate.video.video_id, candidate.start_s


def _candidates_of(video: VideoHits, curves: Sequence[RelevanceCurve], exact: _ExactMatch) -> list[_Candidate]:
    """The candidates of one video: around its best hit, then at the best hits outside of those before."""
    dominant = dominant_hit([hit for hit in video.hits if hit.channel == "words"], cutoff=exact.cutoff)
    unused = np.ones(len(video.hits), dtype=bool)  # the hits outside of all candidates so far
    found: list[_Candidate] = []
    while len(found) < MOMENTS_PER_VIDEO and unused.any():
        seed = int(np.where(unused, video.scores, -np.inf).argmax())
        if found and video.scores[seed] < MIN_SCORE_SHARE * video.best:
            break
        sentence = sentences_with(video.hits[seed], exact.phrases) or _sentence_at(video.hits[seed], dominant, exact)
        proposed = sentence or (_hit_range(video, seed) if found else _window_of(video, curves, seed, exact))
        start_s, end_s, held = _with_hits(video, unused, seed, proposed)
        score = float(video.scores[held].max()) if found else video.best
        found.append(_Candidate(score=score, start_s=start_s, end_s=end_s, video=video, held=held))
        unused[held] = unused[video.overlap_shares(start_s, end_s) > 0] = False
    return found


def _sentence_at(hit: Hit, dominant: Hit | None, exact: _ExactMatch) -> tuple[float, float] | None:
    """The sentence that answers a known-item query, where a hit overlaps the dominant one; else None."""
    if dominant is None or dominant.end_s <= hit.start_s or hit.end_s <= dominant.start_s:
        return None
    return answering_sentence(dominant, exact.matches)


def _hit_range(video: VideoHits, row: int) -> tuple[float, float]:
    return video.hits[row].start_s, video.hits[row].end_s


def _with_hits(video: VideoHits, unused: Mask, seed: int, proposed: tuple[float, float]) -> tuple[float, float, Rows]:
    """A proposed range with the rows that it holds; the seed's own range where that is none."""
    held = _held_by(video, unused, seed, proposed)
    if len(held):
        return *proposed, held
    own = _hit_range(video, seed)
    return *own, _held_by(video, unused, seed, own)


def _held_by(video: VideoHits, unused: Mask, seed: int, proposed: tuple[float, float]) -> Rows:
    """The unused hits of which at least half lies in a range; if none, the seed or else the one that overlaps most.

    What other channels found at that very place comes with it.
    """
    shares = video.overlap_shares(*proposed)
    held = np.flatnonzero((shares >= MIN_OVERLAP_SHARE) & unused)
    if len(held):
        return held
    nearest = seed if shares[seed] > 0 else int(np.where(unused, shares, -np.inf).argmax())
    same_place = (video.starts == video.starts[nearest]) & (video.ends == video.ends[nearest])
    return np.flatnonzero(same_place & (shares > 0) & unused)


def _window_of(
    video: VideoHits, curves: Sequence[RelevanceCurve], seed: int, exact: _ExactMatch
) -> tuple[float, float]:
    """The best window; where it has a part of the best hit, also the sentence there that says the query's words.

    Where the best hit is at the only place with every word, that place counts in its stead; alone, if the window is
    elsewhere.
    """
    start_s, end_s = _best_window(video, curves, seed)
    sole = exact.sole if exact.sole and _overlap(exact.sole, video.hits[seed]) else None
    hit = sole or video.hits[seed]
    if start_s < hit.end_s and hit.start_s < end_s:
        said = best_sentence(hit, exact.matches)
        return _extended(start_s, end_s, *said) if said else (start_s, end_s)
    return (sole.start_s, sole.end_s) if sole else (start_s, end_s)


def _extended(start_s: float, end_s: float, said_s: float, until_s: float) -> tuple[float, float]:
    """A window, extended over a sentence of which less than half is inside."""
    inside_s = min(end_s, until_s) - max(start_s, said_s)
    if inside_s >= MIN_OVERLAP_SHARE * (until_s - said_s):
        return start_s, end_s
    return min(start_s, said_s), max(end_s, until_s)


def _overlap(hit: Hit, other: Hit) -> bool:
    return hit.video_id == other.video_id and hit.start_s < other.end_s and other.start_s < hit.end_s


def _best_window(video: VideoHits, curves: Sequence[RelevanceCurve], seed: int) -> tuple[float, float]:
    """The range of a video that stands out most, with snapped ends."""
    contrast = WindowContrast(_combined_curve(video, curves))
    window = _prefer_anchored(contrast, float(video.starts[seed] + video.ends[seed]) / 2)
    boundaries = _boundaries(video, curves)
    start_s, end_s = _snap(window.start_s, boundaries), _snap(window.end_s, boundaries)
    return (start_s, end_s) if start_s < end_s else (float(window.start_s), float(window.end_s))


def _prefer_anchored(contrast: WindowContrast, anchor_s: float) -> Window:
    """The best window around a second where its contrast is near that of the best window at all, else the latter."""
    best, anchored = contrast.best(), contrast.best_around(anchor_s)
    return anchored if anchored.contrast >= MIN_ANCHORED_SHARE * best.contrast else best


def _combined_curve(video: VideoHits, curves: Sequence[RelevanceCurve]) -> Curve:
    """The sum of a video's standardised curves, or of those of its hits where it has none."""
    last_s = max([float(video.ends.max()), *(float(curve.ends.max()) for curve in curves)])
    seconds = int(np.ceil(last_s)) + 1
    samples = [curve.sample(seconds) for curve in curves] or _curves_of_hits(video, seconds)
    return sum(samples[1:], samples[0])


def _curves_of_hits(video: VideoHits, seconds: int) -> list[Curve]:
    """Per channel the curve of the hits' normalised scores."""
    scores, middles = video.ranking.normalized_scores[video.rows], (video.starts + video.ends) / 2
    return [standardize(kernel_sum(middles[mask], scores[mask], seconds)) for mask in channel_masks(video.hits)]


def _boundaries(video: VideoHits, curves: Sequence[RelevanceCurve]) -> Floats:
    """Where hits and points begin and end, and where sentences begin, in seconds."""
    sentences = np.array([start_s for hit in video.hits for _, start_s, _ in hit.sentences])
    points = [times for curve in curves for times in (curve.starts, curve.ends)]
    return np.concatenate([video.starts, video.ends, sentences, *points])


def _snap(second: float, boundaries: Floats) -> float:
    """The nearest boundary where it is within MAX_SNAP_S, else the second itself."""
    nearest = float(boundaries[np.argmin(np.abs(boundaries - second))])
    return nearest if abs(nearest - second) <= MAX_SNAP_S else float(second)


def _moment(candidate: _Candidate) -> Moment:
    evidence = candidate.video.ranked_hits(candidate.held)
    channels = {ranked.channel for ranked in evidence}
    return Moment(
        video_id=candidate.video.video_id,
        workspace=evidence[0].hit.workspace,
        start_s=candidate.start_s,
        end_s=candidate.end_s,
        score=candidate.score,
        channels=tuple(channel for channel in CHANNELS if channel in channels),
        evidence=tuple(evidence),
    )
