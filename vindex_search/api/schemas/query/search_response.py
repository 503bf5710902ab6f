"""The response to a search as JSON, for the HTTP API and `vindex search --json`."""

from __future__ import annotations

from pydantic import BaseModel, Field

from vindex_search.api.schemas.descriptions import CLOCK, source_of
from vindex_search.api.schemas.query.facets import MORE, OF_A_SEARCH, FacetsOut, facets_out, more_values
from vindex_search.api.schemas.query.places import CurveOut, VideoPlacesOut, curve_out, videos_out
from vindex_search.api.schemas.urls import play_url, run_url, thumbnail_url
from vindex_search.contract.description.recorded_time import wall_clock
from vindex_search.contract.description.texts import Source
from vindex_search.contract.ids import Channel
from vindex_search.query.responses import Coverage, Evidence, Explanation, FoundMoment, SearchResponse
from vindex_search.videos.facets.names import FacetName
from vindex_search.videos.video import Video


class ProvenanceOut(BaseModel):
    """What a piece of evidence was made from."""

    video_version: str | None = Field(description="Version of the uploaded file.")
    code_version: str | None
    model: str | None = Field(description="Model and revision of the encoder that made the vector.")
    run_id: str | None
    run_url: str | None = Field(description="The run in Dagster's UI.")


class ExplanationOut(BaseModel):
    """The calculation of a score (reciprocal rank fusion): share = weight / (rank_constant + rank)."""

    weight: float
    rank_constant: int
    share: float
    index_score: float = Field(description="The index's own score: cosine, BM25, or the share of equal hash bits.")
    background_tail: float | None = Field(
        description="Probability of such a score on this channel for a query without an answer in the library."
    )
    provenance: ProvenanceOut


class EvidenceOut(BaseModel):
    """One piece of evidence for a moment: a hit on a channel."""

    channel: Channel
    start_s: float
    end_s: float
    text: str | None = Field(description="What is said or written there; null for a frame.")
    highlights: list[tuple[int, int]] = Field(
        description="Ranges [start, end) of the matched words in `text`, in characters."
    )
    rank: int = Field(description="Among the hits of its kind, from 1.")
    score: float = Field(description="Its share of the moment's score.")
    frame_url: str | None = Field(description="The frame on screen at `start_s`.")
    source: Source | None = Field(
        None, description="`title` or `description`: the text is that of the video's description, not in its pictures."
    )
    explanation: ExplanationOut | None = Field(None, description="Only with `explain`.")


class MomentOut(BaseModel):
    """A time range of one video that answers the query."""

    video_id: str
    workspace: str
    title: str
    start_s: float
    end_s: float
    recorded_start: str | None = Field(None, description=f"Clock time of its start. {CLOCK}")
    recorded_end: str | None = Field(None, description=f"Clock time of its end. {CLOCK}")
    score: float = Field(
        description="Orders the moments of this response; scores of different queries cannot be compared."
    )
    confidence: float | None = Field(
        description="0 to 1: the probability that the moment is right: of those with 0.8, eight of ten are; "
        "null: not calibrated."
    )
    channels: list[Channel]
    has_losses: bool = Field(False, description="Something of this video cannot be found: its `notes` say what.")
    thumbnail_url: str | None = Field(description="The frame of its best evidence; null: no frames.")
    play_url: str
    evidence: list[EvidenceOut] = Field(description="The best pieces of evidence, best first.")


class CoverageOut(BaseModel):
    """How much of the requested scope is indexed: tells "not there" from "not indexed yet"."""

    videos: int = Field(description="Videos in the scope of the query.")
    searchable: int = Field(description="How many of them are indexed.")
    channels: dict[Channel, float] = Field(description="Share of the videos that each channel can search.")


class SearchAnswer(BaseModel):
    """The response to a search: moments, best first."""

    query: str
    took_ms: float
    model_set: str
    matched: bool = Field(description="False: nothing in the library matches; the moments are only the nearest.")
    message: str | None = Field(
        description="A sentence for people where nothing matches or videos are not indexed yet."
    )
    moments: list[MomentOut]
    videos: list[VideoPlacesOut] = Field(
        [], description="The videos of the moments, in the order of their first appearance."
    )
    curve: CurveOut | None = Field(None, description="Only with `curve`.")
    coverage: CoverageOut
    facets: FacetsOut | None = Field(None, description=OF_A_SEARCH)
    facets_more: dict[FacetName, int] = Field({}, description=MORE)
    next: str | None = Field(None, description="Address of the next page; null: last page.")


def search_answer(response: SearchResponse, *, next_url: str | None, dagster_url: str) -> SearchAnswer:
    """Render a search response, with the addresses that a web page needs.

    Args:
        response: The result of the query layer.
        next_url: Address of the next page; None: last page.
        dagster_url: Base URL of Dagster's UI.
    """
    return SearchAnswer(
        query=response.query,
        took_ms=response.took_ms,
        model_set=response.model_set,
        matched=response.matched,
        message=response.message,
        moments=[_moment_out(moment, response.query, dagster_url) for moment in response.moments],
        videos=videos_out(response.videos),
        curve=curve_out(response.curve),
        coverage=_coverage_out(response.coverage),
        facets=facets_out(response.facets),
        facets_more=dict(more_values(response.facets)),
        next=next_url,
    )


def _moment_out(moment: FoundMoment, query: str, dagster_url: str) -> MomentOut:
    video = moment.video
    return MomentOut(
        video_id=video.video_id,
        workspace=video.workspace,
        title=video.title,
        start_s=moment.start_s,
        end_s=moment.end_s,
        recorded_start=wall_clock(video.description.recorded_at, moment.start_s),
        recorded_end=wall_clock(video.description.recorded_at, moment.end_s),
        score=moment.score,
        confidence=moment.confidence,
        channels=list(moment.channels),
        has_losses=video.has_losses,
        thumbnail_url=thumbnail_url(video, moment.picture_s),
        play_url=play_url(video.video_id, moment.start_s, query),
        evidence=[_evidence_out(evidence, video, dagster_url) for evidence in moment.evidence],
    )


def _evidence_out(evidence: Evidence, video: Video, dagster_url: str) -> EvidenceOut:
    return EvidenceOut(
        channel=evidence.channel,
        start_s=evidence.start_s,
        end_s=evidence.end_s,
        text=evidence.text,
        highlights=list(evidence.highlights),
        rank=evidence.rank,
        score=evidence.score,
        frame_url=thumbnail_url(video, evidence.start_s),
        source=source_of(video, evidence.text, evidence.start_s),
        explanation=_explanation_out(evidence.explanation, dagster_url) if evidence.explanation else None,
    )


def _explanation_out(explanation: Explanation, dagster_url: str) -> ExplanationOut:
    source = explanation.provenance
    provenance = ProvenanceOut(
        video_version=source.video_version,
        code_version=source.code_version,
        model=source.model,
        run_id=source.run_id,
        run_url=run_url(dagster_url, source.run_id) if source.run_id else None,
    )
    return ExplanationOut(
        weight=explanation.weight,
        rank_constant=explanation.rank_constant,
        share=explanation.share,
        index_score=explanation.index_score,
        background_tail=explanation.p_value,
        provenance=provenance,
    )


def _coverage_out(coverage: Coverage) -> CoverageOut:
    return CoverageOut(videos=coverage.videos, searchable=coverage.searchable, channels=dict(coverage.channels))
