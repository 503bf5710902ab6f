"""The response to a search as the HTTP API shows it, and `vindex search --json` with it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from vindex_search.api.schemas.urls import play_url, thumbnail_url
from vindex_search.contract.ids import Channel
from vindex_search.query.responses import Coverage, Evidence, Explanation, FoundMoment, SearchResponse
from vindex_search.videos.video import Video


class ProvenanceOut(BaseModel):
    """What a piece of evidence was made from."""

    video_version: str | None = Field(description="Version of the uploaded file.")
    code_version: str | None
    model: str | None = Field(description="Model and revision that made its vector.")
    run_id: str | None
    run_url: str | None = Field(description="That run in Dagster's UI.")


class ExplanationOut(BaseModel):
    """The arithmetic of a piece of evidence: share = weight / (rank_constant + rank)."""

    weight: float
    rank_constant: int
    share: float
    index_score: float = Field(description="The index's own: a cosine, BM25, or the share of a picture's bits.")
    background_tail: float | None = Field(
        description="How probable so high a score on this channel is for a question that the library does not answer."
    )
    provenance: ProvenanceOut


class EvidenceOut(BaseModel):
    """One reason for a moment: what was found on which channel."""

    channel: Channel
    start_s: float
    end_s: float
    text: str | None = Field(description="What is said or written there; null for a picture.")
    highlights: list[tuple[int, int]] = Field(description="Ranges [start, end) of matched words, in characters.")
    rank: int = Field(description="Among the hits of its kind, from 1.")
    score: float = Field(description="Its share of the moment's score.")
    frame_url: str | None = Field(description="The frame on screen then.")
    explanation: ExplanationOut | None = Field(None, description="With `explain` only.")


class MomentOut(BaseModel):
    """A range of one video that answers the query."""

    video_id: str
    workspace: str
    title: str
    start_s: float
    end_s: float
    score: float = Field(description="Orders the moments of this answer; says nothing across answers.")
    confidence: float | None = Field(
        description="0 to 1: how improbable such scores are for a question without an answer here; null: not measured."
    )
    channels: list[Channel]
    thumbnail_url: str | None
    play_url: str
    evidence: list[EvidenceOut] = Field(description="The best of it, best first.")


class CoverageOut(BaseModel):
    """How much of what was asked for can be found at all: an empty answer means "not there" or "not yet"."""

    videos: int = Field(description="Videos that the question is about.")
    searchable: int = Field(description="Those of them in which something can be found.")
    channels: dict[Channel, float] = Field(description="Per channel the share of the videos that it can look at.")


class SearchAnswer(BaseModel):
    """Moments, best first."""

    query: str
    took_ms: float
    model_set: str
    matched: bool = Field(description="False: nothing in the library matches, the moments are only the nearest.")
    message: str | None = Field(description="A sentence for people where nothing matches or videos are still missing.")
    moments: list[MomentOut]
    coverage: CoverageOut
    next: str | None = Field(None, description="Address of the next page; null: there is none.")


def search_answer(response: SearchResponse, *, next_url: str | None, dagster_url: str) -> SearchAnswer:
    """A response with the addresses that a page needs.

    Args:
        response: Of the query layer.
        next_url: Address of the next page; None: there is none.
        dagster_url: Where Dagster's UI answers.
    """
    return SearchAnswer(
        query=response.query,
        took_ms=response.took_ms,
        model_set=response.model_set,
        matched=response.matched,
        message=response.message,
        moments=[_moment_out(one, response.query, dagster_url) for one in response.moments],
        coverage=_coverage_out(response.coverage),
        next=next_url,
    )


def _moment_out(found: FoundMoment, query: str, dagster_url: str) -> MomentOut:
    video = found.video
    return MomentOut(
        video_id=video.video_id,
        workspace=video.workspace,
        title=video.title,
        start_s=found.start_s,
        end_s=found.end_s,
        score=found.score,
        confidence=found.confidence,
        channels=list(found.channels),
        thumbnail_url=thumbnail_url(video, found.start_s),
        play_url=play_url(video.video_id, found.start_s, query),
        evidence=[_evidence_out(one, video, dagster_url) for one in found.evidence],
    )


def _evidence_out(one: Evidence, video: Video, dagster_url: str) -> EvidenceOut:
    return EvidenceOut(
        channel=one.channel,
        start_s=one.start_s,
        end_s=one.end_s,
        text=one.text,
        highlights=list(one.highlights),
        rank=one.rank,
        score=one.score,
        frame_url=thumbnail_url(video, one.start_s),
        explanation=_explanation_out(one.explanation, dagster_url) if one.explanation else None,
    )


def _explanation_out(one: Explanation, dagster_url: str) -> ExplanationOut:
    made = one.provenance
    provenance = ProvenanceOut(
        video_version=made.video_version,
        code_version=made.code_version,
        model=made.model,
        run_id=made.run_id,
        run_url=f"{dagster_url.rstrip('/')}/runs/{made.run_id}" if made.run_id else None,
    )
    return ExplanationOut(
        weight=one.weight,
        rank_constant=one.rank_constant,
        share=one.share,
        index_score=one.index_score,
        background_tail=one.p_value,
        provenance=provenance,
    )


def _coverage_out(coverage: Coverage) -> CoverageOut:
    return CoverageOut(videos=coverage.videos, searchable=coverage.searchable, channels=dict(coverage.channels))
