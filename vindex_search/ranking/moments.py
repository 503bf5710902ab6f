"""Moments: the time ranges of videos that answer a query, from hits and relevance curves.

Of each video the first moment is grown around its best hit: the window (`ranking/windows/windows.py`) that the courses
of the query (`ranking/relevance_curve.py`) and the lengths of answers favour most (`ranking/windows/window_model.py`).
For a known-item query (`ranking/exact_match.py`) it is the answering sentence, for a phrase the sentences that say it,
for a slide that has every word the time that it stands. Further moments are the video's next best hits outside. A
video's first moment has the score of the video's best hit; the others that of their evidence: the sum over channels of
the best share. So none ranks above another one of its video whose evidence is better on every channel.
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
    Fact,
    TextTest,
    best_sentence,
    find_fact,
    match_nothing,
    no_text,
    said_tokens,
    sentences_with,
    sole_hit,
)
from vindex_search.ranking.fusion import RankedHit, cutoff_score, rank_hits
from vindex_search.ranking.growth import MAX_PASSAGE_S, Growth, grown_windows
from vindex_search.ranking.relevance_curve import CurveSource, RelevanceCurve, no_curves
from vindex_search.ranking.video_hits import Rows, VideoHits, top_videos

Span = tuple[float, float]  # start and end in seconds

MOMENTS_PER_VIDEO: Final = 5
GROWN_TOGETHER: Final = 5  # videos whose windows are sought in one go: an answer of ten moments needs six in the mean
MIN_SCORE_SHARE: Final = 0.2  # of the video's best score: below it a hit makes no further moment
MIN_DISTANCE_S: Final = 12.0  # between the middles of two moments of a video: nearer ones are one place
MIN_DISTANCE_SHARE: Final = 0.1  # the same, as a share of the longer one
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
    """What a query is matched by exactly, and in how many videos.

    `tokens` are the words of the query that any of the best hits has, `cutoff` is the highest score of words elsewhere,
    `sole` the only hit with every word.
    """

    matches: Matches
    has_every_word: TextTest
    phrases: Sequence[str]
    tokens: frozenset[int]
    cutoff: float
    sole: Hit | None
    is_one_video: bool
    is_keyword_query: bool

    def fact_among(self, words: Sequence[Hit]) -> Fact | None:
        """The sentence among hits that a query of key words means; see `find_fact`."""
        if not self.is_keyword_query:
            return None
        return find_fact(words, self.matches, self.tokens, cutoff=self.cutoff)


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
    is_keyword_query: bool = True,
    phrases: Sequence[str] = (),
    curves: CurveSource = no_curves,
) -> list[Moment]:
    """The best moments over all videos, best first.

    Args:
        hits: Per channel of CHANNEL_WEIGHTS its hits, best first; titles are placed by `titles.py`.
        limit: Maximum number of moments.
        matches: Finds the query's words in a text.
        has_every_word: Tells whether a text has every word of the query.
        says_query: Tells whether a text has the query word for word.
        is_keyword_query: The query is a list of key words, which one sentence may have.
        phrases: Those of the query, which every hit with a text has.
        curves: Gives the query's relevance curves of videos, called once with the best `limit` ids.
    """
    words = hits.get("words", ())
    tokens, sole = said_tokens(words, matches), sole_hit(words, has_every_word)
    is_one_video = len({hit.video_id for found in hits.values() for hit in found}) == 1
    exact = _ExactMatch(
        matches, has_every_word, phrases, tokens, cutoff_score(words), sole, is_one_video, is_keyword_query
    )
    videos = top_videos(rank_hits(hits, has_every_word, says_query, exact.fact_among(words)), limit)
    curves_by_video = curves([video.video_id for video in videos])
    grown: dict[str, Span] = {}
    candidates: list[_Candidate] = []
    for number, video in enumerate(videos):
        if len(candidates) >= limit and candidates[limit - 1].score > video.best:
            break  # videos come best first: no later one has a moment as good
        if video.video_id not in grown:
            grown |= _grown(videos[number : number + GROWN_TOGETHER], curves_by_video, exact)
        candidates += _candidates_of(video, grown, exact)
        candidates.sort(key=_best_first)
    return [_moment(candidate) for candidate in candidates[:limit]]


def _best_first(candidate: _Candidate) -> tuple[float, str]:
    """The order of candidates; among equals of one video the order that they were found in."""
    return -candidate.score, candidate.video.video_id


def _candidates_of(video: VideoHits, grown: Mapping[str, Span], exact: _ExactMatch) -> list[_Candidate]:
    """The candidates of one video: around its best hit, then at the best hits elsewhere.

    Elsewhere is what has its middle away from those before: a window of minutes would hide the other places in it.
    """
    fact = exact.fact_among([hit for hit in video.hits if hit.channel == "words"])
    free = np.ones(len(video.hits), dtype=bool)  # the hits that are other places than all candidates so far
    found: list[_Candidate] = []
    while len(found) < MOMENTS_PER_VIDEO and free.any():
        seed = int(np.where(free, video.scores, -np.inf).argmax())
        if found and video.scores[seed] < MIN_SCORE_SHARE * video.best:
            break
        free &= ~(video.same_place(seed) if found else video.supporting(seed))
        hit = video.hits[seed]
        said = sentences_with(hit, exact.phrases) or _sentence_at(hit, fact)
        span = said or (_rest_of(hit, found) if found else _window_of(video, grown, exact))
        if any(_is_near(span, (one.start_s, one.end_s)) for one in found):
            continue
        held = _held_beside(video, seed, span, found) if found else _held_by(video, seed, span)
        if found:
            free[held] = False
        found.append(_Candidate(score=0.0, start_s=span[0], end_s=span[1], video=video, held=held))
        free &= video.distances(*span) > _min_distance(span)
    return _with_scores(found, video)


def _with_scores(found: list[_Candidate], video: VideoHits) -> list[_Candidate]:
    """The candidates of one video by their evidence, the first with the video's best score and none with more.

    What is evidence of a further candidate is none of the first, in whose window it may be.
    """
    grown, *further = found
    is_own = np.ones(len(video.hits), dtype=bool)
    for one in further:
        is_own[one.held] = False
    own = [grown._replace(held=grown.held[is_own[grown.held]]), *further]
    scored = [one._replace(score=video.evidence_score(one.held)) for one in own]
    first, *others = sorted(scored, key=attrgetter("score"), reverse=True)  # before they are bounded: no ties by that
    return [first._replace(score=video.best), *(one._replace(score=min(one.score, video.best)) for one in others)]


def _min_distance(span: Span) -> float:
    return max(MIN_DISTANCE_S, MIN_DISTANCE_SHARE * (span[1] - span[0]))


def _is_near(span: Span, other: Span) -> bool:
    """Whether two ranges are one place: their middles are near each other."""
    return abs(sum(span) - sum(other)) / 2 <= _min_distance(other)


def _sentence_at(hit: Hit, fact: Fact | None) -> Span | None:
    """The sentence that answers a known-item query, where a hit overlaps it; else None."""
    if fact is None or fact.end_s <= hit.start_s or hit.end_s <= fact.start_s:
        return None
    return fact.start_s, fact.end_s


def _rest_of(hit: Hit, found: Sequence[_Candidate]) -> Span:
    """The range of a hit without what the candidates before it have of either end."""
    middle = (hit.start_s + hit.end_s) / 2
    before = [one.end_s for one in found if hit.start_s < one.end_s <= middle]
    after = [one.start_s for one in found if middle <= one.start_s < hit.end_s]
    return max(before, default=hit.start_s), min(after, default=hit.end_s)


def _held_by(video: VideoHits, seed: int, span: Span) -> Rows:
    """The hits of which at least half lies in the first range of a video, and all at the place of its best hit."""
    shares = video.overlap_shares(*span)
    return np.flatnonzero(
        (shares >= MIN_OVERLAP_SHARE) | (shares > 0) & video.supporting(seed) | video.same_place(seed)
    )


def _held_beside(video: VideoHits, seed: int, span: Span, found: Sequence[_Candidate]) -> Rows:
    """The hits that are evidence of a further range: those at the place of its hit, and those in it alone."""
    grown, *further = found
    is_held = video.overlap_shares(*span) >= MIN_OVERLAP_SHARE
    is_held[grown.held] = False
    is_held |= video.same_place(seed)
    for one in further:
        is_held[one.held] = False
    return np.flatnonzero(is_held)


def _grown(
    videos: Sequence[VideoHits], curves: Mapping[str, list[RelevanceCurve]], exact: _ExactMatch
) -> dict[str, Span]:
    """The window around the best hit of each video, all in one go.

    Among several videos places are compared, and a window has its middle in the passage that it grows around; in
    a single video it may grow to one side.
    """
    asked: list[Growth] = []
    for video in videos:
        hit = _grown_around(video, exact)
        is_centred = not (exact.is_one_video or hit.end_s - hit.start_s > MAX_PASSAGE_S)
        asked.append(Growth(video, curves.get(video.video_id, []), hit, is_centred))
    return {one.video.video_id: span for one, span in zip(asked, grown_windows(asked), strict=True)}


def _grown_around(video: VideoHits, exact: _ExactMatch) -> Hit:
    """The best hit; where it is at the only place with every word, that place counts in its stead."""
    best = video.hits[int(video.scores.argmax())]
    return exact.sole if exact.sole and _overlap(exact.sole, best) else best


def _window_of(video: VideoHits, grown: Mapping[str, Span], exact: _ExactMatch) -> Span:
    """The window grown around the best hit, with the sentence there that says the query's words.

    A slide with every word is answered by the time that it stands.
    """
    hit = _grown_around(video, exact)
    if hit.point_channel == "screen" and exact.has_every_word(hit.text or ""):
        return hit.start_s, hit.end_s
    start_s, end_s = grown[video.video_id]
    said = best_sentence(hit, exact.matches)
    return _extended(start_s, end_s, *said) if said else (start_s, end_s)


def _extended(start_s: float, end_s: float, said_s: float, until_s: float) -> Span:
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
