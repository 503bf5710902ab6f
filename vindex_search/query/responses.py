"""The domain result of a search: moments with evidence and confidence, and the coverage of the library.

It contains no URLs: each front end (HTTP, MCP, command line) makes its own from ids and times. Times are rounded to
the millisecond and scores to the millionth here, so that every front end states the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from vindex_search.contract.ids import Channel
from vindex_search.models.model import ModelSet
from vindex_search.query.retriever import SearchScope
from vindex_search.ranking.confidence import MatchConfidence
from vindex_search.ranking.fusion import RANK_CONSTANT, RankedHit
from vindex_search.ranking.moments import Moment
from vindex_search.ranking.places import Place
from vindex_search.videos.facets.names import Facets
from vindex_search.videos.video import Video

SEEN_CHANNELS: Final = frozenset({"screen", "visual"})  # of points that are a frame, or stand on one
MAX_EVIDENCE: Final = 8  # the best of a moment: one of minutes has dozens of pieces that say the same

Range = tuple[int, int]  # [start, end) in characters


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a piece of evidence was made from: upload version, code version, model `<id>@<revision>`, Dagster run."""

    video_version: str | None
    code_version: str | None
    model: str | None
    run_id: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The arithmetic of a piece of evidence: share = weight / (rank_constant + rank).

    Attributes:
        weight: Of the channel, doubled for a dominant hit.
        rank_constant: k of the reciprocal rank fusion.
        share: The reciprocal rank term.
        index_score: The index's own: a cosine, BM25, or the share of equal bits of two image hashes.
        p_value: Probability that a query without an answer scores as high on the channel; None: not calibrated.
        provenance: What the evidence was made from.
    """

    weight: float
    rank_constant: int
    share: float
    index_score: float
    p_value: float | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a moment: a hit on a channel.

    Attributes:
        channel: The channel that returned it.
        start_s: Start in the video.
        end_s: End in the video.
        text: What is said or written there; None for a frame.
        highlights: Ranges of characters of `text` that match the query.
        rank: Of the hit within its channel group, from 1.
        score: What it adds to the moment's score.
        explanation: The arithmetic; None where it was not requested.
    """

    channel: Channel
    start_s: float
    end_s: float
    text: str | None
    highlights: tuple[Range, ...]
    rank: int
    score: float
    explanation: Explanation | None


@dataclass(frozen=True, slots=True)
class FoundMoment:
    """A range of one video that answers the query, with the best of its evidence, best first.

    `picture_s` is a second of the best evidence that can be seen, whose frame is the picture of the moment.
    `score` orders the moments of one response; `confidence` is the probability that the moment is right, 0 to 1; None
    where the library is not calibrated.
    """

    video: Video
    start_s: float
    end_s: float
    score: float
    confidence: float | None
    channels: tuple[Channel, ...]
    evidence: tuple[Evidence, ...]
    picture_s: float


@dataclass(frozen=True, slots=True)
class FoundVideo:
    """A video of the moments, with every place where the query stands out in it, in order of time."""

    video: Video
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Number of videos in scope, number of those that are searchable, and the share that each channel covers."""

    videos: int
    searchable: int
    channels: Mapping[Channel, float]


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """One page of moments, best first; `next_cursor` requests the next one and is None on the last page.

    `matched` is False where nothing in the library matches and the moments are only the nearest ones. `videos` are
    those of the moments; `curve` is the course of the query through the one video that is searched, 0 to 1, if asked
    for.
    """

    query: str
    took_ms: float
    model_set: str
    matched: bool
    moments: tuple[FoundMoment, ...]
    coverage: Coverage
    next_cursor: str | None
    videos: tuple[FoundVideo, ...] = ()
    curve: tuple[float, ...] | None = None
    facets: Facets | None = None

    @property
    def message(self) -> str | None:
        """A notice for users, the same in every front end; None where the moments speak for themselves."""
        missing = self.coverage.videos - self.coverage.searchable
        sentences = []
        if self.coverage.videos == 0:
            sentences.append("There are no videos to search.")
        elif not self.matched:
            nearest = "; these are the nearest moments" if self.moments else ""
            sentences.append(f"Nothing in your library matches{nearest}.")
        if missing:
            sentences.append(f"{missing} of {self.coverage.videos} videos cannot be searched yet.")
        return " ".join(sentences) or None


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How moments are rendered: the highlighter of texts, the confidence, and whether to explain the evidence."""

    highlights: Callable[[str], list[Range]]
    confidence: MatchConfidence
    explain: bool


def render_moment(moment: Moment, video: Video, options: RenderOptions) -> FoundMoment:
    """A moment as part of a response."""
    confidence = options.confidence.confidence(moment)
    return FoundMoment(
        video=video,
        start_s=round(moment.start_s, 3),
        end_s=round(moment.end_s, 3),
        score=round(moment.score, 6),
        confidence=None if confidence is None else round(confidence, 4),
        channels=tuple(moment.channels),
        evidence=tuple(_evidence(ranked, options) for ranked in moment.evidence[:MAX_EVIDENCE]),
        picture_s=round(picture_time(moment), 3),
    )


def picture_time(moment: Moment) -> float:
    """The middle of a moment's best evidence inside of it: of a slide or frame where there is one, else of a passage.

    At the start of a moment stands what was before: a cut comes late, a slide fades in.
    """
    seen = (ranked.hit for ranked in moment.evidence if ranked.hit.point_channel in SEEN_CHANNELS)
    said = (ranked.hit for ranked in moment.evidence if ranked.hit.point_channel != "chapter")
    best = next(seen, None) or next(said, None)
    start_s = max(moment.start_s, best.start_s) if best else moment.start_s
    end_s = min(moment.end_s, best.end_s) if best else moment.end_s
    return (start_s + end_s) / 2 if start_s < end_s else moment.start_s


def _evidence(ranked: RankedHit, options: RenderOptions) -> Evidence:
    hit = ranked.hit
    return Evidence(
        channel=hit.channel,
        start_s=round(hit.start_s, 3),
        end_s=round(hit.end_s, 3),
        text=hit.text,
        highlights=tuple(options.highlights(hit.text)) if hit.text else (),
        rank=ranked.rank,
        score=round(ranked.share, 6),
        explanation=_explanation(ranked, options.confidence) if options.explain else None,
    )


def _explanation(ranked: RankedHit, confidence: MatchConfidence) -> Explanation:
    hit = ranked.hit
    return Explanation(
        weight=ranked.weight,
        rank_constant=RANK_CONSTANT,
        share=ranked.share,
        index_score=hit.score,
        p_value=confidence.channel_p_value(hit),
        provenance=Provenance(
            video_version=hit.version, code_version=hit.code_version, model=hit.model, run_id=hit.run_id
        ),
    )


def measure_coverage(videos: int, searchable: int, scope: SearchScope, models: ModelSet) -> Coverage:
    """The coverage of a search.

    Args:
        videos: Number of videos in scope.
        searchable: Number of those that have points in the index.
        scope: Has the channels.
        models: A channel without a model covers nothing.
    """
    share = round(searchable / videos, 4) if videos else 1.0
    channels = {channel: 0.0 if channel == "visual" and models.vision is None else share for channel in scope.channels}
    return Coverage(videos=videos, searchable=searchable, channels=channels)
