"""The response to a search as the query layer gives it: moments with evidence, how sure, and how much was searched.

It holds no addresses: each front end (HTTP, the tools for agents, the command line) makes its own of ids and times.
Times are seconds rounded to the millisecond, scores are rounded to the millionth, so that all of them state the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from vindex_search.contract.ids import Channel
from vindex_search.models.catalogue import ModelSet
from vindex_search.query.retriever import SearchScope
from vindex_search.ranking.confidence import MatchConfidence
from vindex_search.ranking.fusion import RANK_CONSTANT, RankedHit
from vindex_search.ranking.moments import Moment
from vindex_search.videos.video import Video

MAX_EVIDENCE: Final = 8  # of a moment, the best: one of minutes has dozens of pieces, which say the same

Range = tuple[int, int]  # [start, end) in characters


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a piece of evidence was made from: version of the upload, code version, model with revision, Dagster run."""

    video_version: str | None
    code_version: str | None
    model: str | None
    run_id: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The arithmetic of a piece of evidence: share = weight / (rank_constant + rank).

    `index_score` is the index's own: a cosine, BM25, or the share of a picture's bits; `background_tail` is the
    probability that a question without an answer here scores as high on the channel, None where it was not measured.
    """

    weight: float
    rank_constant: int
    share: float
    index_score: float
    p_value: float | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a moment: what was found on which channel; `text` is None for a picture.

    `rank` counts the hits of its kind from 1, `score` is its share of the moment's, `highlights` are matched words.
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

    `score` orders the moments of one response; `confidence`, 0 to 1, is None where it was not measured.
    """

    video: Video
    start_s: float
    end_s: float
    score: float
    confidence: float | None
    channels: tuple[Channel, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many videos the question is about, in how many something can be found, and the share that a channel sees."""

    videos: int
    searchable: int
    channels: Mapping[Channel, float]


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """A page of moments, best first; `next_cursor` asks the same question for the page after it, None: there is none.

    `matched` is False where nothing in the library matches and the moments are only the nearest.
    """

    query: str
    took_ms: float
    model_set: str
    matched: bool
    moments: tuple[FoundMoment, ...]
    coverage: Coverage
    next_cursor: str | None

    @property
    def message(self) -> str | None:
        """What people should know beside the moments, the same for every front end; None: there is nothing to say."""
        missing = self.coverage.videos - self.coverage.searchable
        sentences = []
        if self.coverage.videos == 0:
            sentences.append("There is no video to look at.")
        elif not self.matched:
            nearest = "; these are the nearest moments" if self.moments else ""
            sentences.append(f"Nothing in your library matches{nearest}.")
        if missing:
            sentences.append(f"{missing} of {self.coverage.videos} videos cannot be searched yet.")
        return " ".join(sentences) or None


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How moments are rendered: with which words marked, how sure, and whether with reasons (`explain`)."""

    highlights: Callable[[str], list[Range]]
    confidence: MatchConfidence
    explain: bool


def render_moment(moment: Moment, video: Video, options: RenderOptions) -> FoundMoment:
    """A moment of a video with what is known of the video and of how sure it is."""
    confidence = options.confidence.confidence(moment)
    return FoundMoment(
        video=video,
        start_s=round(moment.start_s, 3),
        end_s=round(moment.end_s, 3),
        score=round(moment.score, 6),
        confidence=None if confidence is None else round(confidence, 4),
        channels=tuple(moment.channels),
        evidence=tuple(_evidence(one, options) for one in moment.evidence[:MAX_EVIDENCE]),
    )


def _evidence(one: RankedHit, options: RenderOptions) -> Evidence:
    hit = one.hit
    return Evidence(
        channel=hit.channel,
        start_s=round(hit.start_s, 3),
        end_s=round(hit.end_s, 3),
        text=hit.text,
        highlights=tuple(options.highlights(hit.text)) if hit.text else (),
        rank=one.rank,
        score=round(one.share, 6),
        explanation=_explanation(one, options.confidence) if options.explain else None,
    )


def _explanation(one: RankedHit, verdict: MatchConfidence) -> Explanation:
    hit = one.hit
    return Explanation(
        weight=one.weight,
        rank_constant=RANK_CONSTANT,
        share=one.share,
        index_score=hit.score,
        p_value=verdict.channel_p_value(hit),
        provenance=Provenance(hit.version, hit.code_version, hit.model, hit.run_id),
    )


def measure_coverage(videos: int, searchable: int, scope: SearchScope, models: ModelSet) -> Coverage:
    """The share of the videos that each channel asked for can look at; one without a model can look at none."""
    share = searchable / videos if videos else 1.0
    lacking = {"visual"} if models.vision is None else set()
    channels = {channel: 0.0 if channel in lacking else round(share, 4) for channel in scope.channels}
    return Coverage(videos, searchable, channels)
