"""Moments: the time ranges of videos that answer a query, from hits and relevance curves.

Of each video the first moment is grown around its best hit: the window (`ranking/windows.py`) that the courses of the
query (`ranking/relevance_curve.py`) and the lengths of answers favour most (`ranking/window_model.py`). For a
known-item query (`ranking/exact_match.py`) it is the answering sentence, for a phrase the sentences that say it, for
a slide that has every word the time that it stands. Further moments are the video's next best hits outside.
A video's first moment has the score of the video's best hit; the others that of their evidence: the sum over channels
of the best share. So none ranks above another one of its video whose evidence is better on every channel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
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
    said_tokens,
    sentences_with,
    sole_hit,
)
from vindex_search.ranking.fusion import RankedHit, cutoff_score, rank_hits
from vindex_search.ranking.growth import candidate_windows
from vindex_search.ranking.relevance_curve import CurveSource, RelevanceCurve, no_curves
from vindex_search.ranking.video_hits import Mask, Rows, VideoHits, top_videos
from vindex_search.ranking.window_model import best_window

MOMENTS_PER_VIDEO: Final = 5
MIN_SCORE_SHARE: Final = 0.2  # of the video's best score: below it a hit makes no further moment
MIN_OVERLAP_SHARE: Final = 0.5  # of a hit: from it on the hit belongs to a range


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
    """What a query is matched by exactly, the words' best hits and highest score elsewhere, the only hit with all."""

    words: Sequence[Hit]
    matches: Matches
    has_every_word: TextTest
    phrases: Sequence[str]
    cutoff: float
    sole: Hit | None

    @property
    def tokens(self) -> frozenset[int]:
        """The words of the query that any of the words' best hits has."""
        return said_tokens(self.words, self.matches)


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
    says_query: TextTest = no_text,
    phrases: Sequence[str] = (),
    curves: CurveSource = no_curves,
) -> list[Moment]:
    """The best moments over all videos, best first.

    Args:
        hits: Per channel its hits, best first.
        limit: Maximum number of moments.
        matches: Finds the query's words in a text.
        has_every_word: Tells whether a text has every word of the query.
        says_query: Tells whether a text has the query word for word.
        phrases: Those of the query, which every hit with a text has.
        curves: Gives the query's relevance curves of videos, called once with the best `limit` ids.
    """
    videos = top_videos(rank_hits(hits, has_every_word, says_query), limit)
    curves_by_video = curves([video.video_id for video in videos])
    words = hits.get("words", ())
    sole = sole_hit(words, has_every_word)
    exact = _ExactMatch(words, matches, has_every_word, phrases, cutoff_score(words), sole)
    candidates: list[_Candidate] = []
    for video in videos:
        if len(candidates) >= limit and candidates[limit - 1].score > video.best:
            break  # videos come best first: no later one has a moment as good
        candidates += _candidates_of(video, curves_by_video.get(video.video_id, []), exact)
        candidates.sort(key=_best_first)
    return [_moment(candidate) for candidate in candidates[:limit]]


def _best_first(candidate: _Candidate) -> tuple[float, str]:
    """The order of candidates; among equals of one video the order that they were found in."""
    return -candidate.score, candidate.video.video_id


def _candidates_of(video: VideoHits, curves: Sequence[RelevanceCurve], exact: _ExactMatch) -> list[_Candidate]:
    """The candidates of one video: around its best hit, then at the best hits elsewhere.

    Neighbouring passages share a sentence and are two places; each candidate has the seconds that are left to it.
    """
    dominant = dominant_hit([hit for hit in video.hits if hit.channel == "words"], cutoff=exact.cutoff)
    unused = np.ones(len(video.hits), dtype=bool)  # the hits outside of all candidates so far
    covered = np.zeros(len(video.hits))  # the share of each hit that candidates have
    found: list[_Candidate] = []
    while len(found) < MOMENTS_PER_VIDEO and unused.any():
        seed = int(np.where(unused, video.scores, -np.inf).argmax())
        if found and video.scores[seed] < MIN_SCORE_SHARE * video.best:
            break
        sentence = sentences_with(video.hits[seed], exact.phrases) or _sentence_at(video.hits[seed], dominant, exact)
        proposed = sentence or (_rest_of(video, seed, found) if found else _window_of(video, curves, seed, exact))
        start_s, end_s, held = _with_hits(video, unused, seed, proposed)
        score = video.evidence_score(held)
        found.append(_Candidate(score=score, start_s=start_s, end_s=end_s, video=video, held=held))
        unused[held] = False
        covered += video.overlap_shares(start_s, end_s)
        unused &= ~video.is_same_place(start_s, end_s) & (covered < MIN_OVERLAP_SHARE)
    return _with_best_score(found, video.best)


def _with_best_score(found: list[_Candidate], best: float) -> list[_Candidate]:
    """The candidates of one video by their evidence, the first with the video's best score and none with more."""
    first, *others = sorted(found, key=attrgetter("score"), reverse=True)
    return [first._replace(score=best), *(other._replace(score=min(other.score, best)) for other in others)]


def _sentence_at(hit: Hit, dominant: Hit | None, exact: _ExactMatch) -> tuple[float, float] | None:
    """The sentence that answers a known-item query, where a hit overlaps the dominant one; else None."""
    if dominant is None or dominant.end_s <= hit.start_s or hit.end_s <= dominant.start_s:
        return None
    return answering_sentence(dominant, exact.matches, exact.tokens)


def _hit_range(video: VideoHits, row: int) -> tuple[float, float]:
    return video.hits[row].start_s, video.hits[row].end_s


def _rest_of(video: VideoHits, row: int, found: Sequence[_Candidate]) -> tuple[float, float]:
    """The range of a hit without what the candidates before it have of either end."""
    start_s, end_s = _hit_range(video, row)
    middle = (start_s + end_s) / 2
    before = [one.end_s for one in found if start_s < one.end_s <= middle]
    after = [one.start_s for one in found if middle <= one.start_s < end_s]
    return max(before, default=start_s), min(after, default=end_s)


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
    """The window grown around the best hit, with the sentence there that says the query's words.

    Where the best hit is at the only place with every word, that place counts in its stead. A slide with every word is
    answered by the time that it stands.
    """
    best = video.hits[seed]
    hit = exact.sole if exact.sole and _overlap(exact.sole, best) else best
    if hit.point_channel == "screen" and exact.has_every_word(hit.text or ""):
        return hit.start_s, hit.end_s
    start_s, end_s = best_window(*candidate_windows(video, curves, hit))
    said = best_sentence(hit, exact.matches)
    return _extended(start_s, end_s, *said) if said else (start_s, end_s)


def _extended(start_s: float, end_s: float, said_s: float, until_s: float) -> tuple[float, float]:
    """A window, extended over a sentence of which less than half is inside."""
    inside_s = min(end_s, until_s) - max(start_s, said_s)
    if inside_s >= MIN_OVERLAP_SHARE * (until_s - said_s):
        return start_s, end_s
    return min(start_s, said_s), max(end_s, until_s)


def _overlap(hit: Hit, other: Hit) -> bool:
    return hit.video_id == other.video_id and hit.start_s < other.end_s and other.start_s < hit.end_s


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
