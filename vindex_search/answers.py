"""The answer to a search as every door gives it: HTTP, the command line, the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote_plus

from pydantic import BaseModel, Field

from vindex_search.contract import Channel
from vindex_search.fusion import RANK_CONSTANT, Ranked
from vindex_search.models.catalogue import ModelSet
from vindex_search.moments import Moment
from vindex_search.retrieve import Scope
from vindex_search.verdict import Verdict
from vindex_search.videos import Video

MOST_EVIDENCE: Final = 8  # of a moment, the best: one of minutes has dozens of pieces, which say the same

Highlights = Callable[[str], list[tuple[int, int]]]


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


def play_url(video_id: str, at_s: float, query: str = "") -> str:
    """The page's address that starts a video at a time."""
    return f"/v/{video_id}?t={at_s:.2f}{f'&q={quote_plus(query)}' if query else ''}"


def thumbnail_url(video: Video, at_s: float) -> str | None:
    """Address of the frame on screen at a time; None for a video without pictures."""
    return f"/v1/videos/{video.video_id}/thumbnail?t={at_s:.2f}" if video.has_frames else None


@dataclass(frozen=True, slots=True)
class Showing:
    """How moments are shown: with which marks, how sure, and whether with reasons (`explain`)."""

    query: str
    highlights: Highlights
    verdict: Verdict
    dagster_url: str
    explain: bool


def moment_out(moment: Moment, video: Video, showing: Showing) -> MomentOut:
    """A moment with what a person and a player need to see it."""
    confidence = showing.verdict.confidence(moment)
    return MomentOut(
        video_id=moment.video_id,
        workspace=moment.workspace,
        title=video.title,
        start_s=round(moment.start_s, 3),
        end_s=round(moment.end_s, 3),
        score=round(moment.score, 6),
        confidence=None if confidence is None else round(confidence, 4),
        channels=list(moment.channels),
        thumbnail_url=thumbnail_url(video, moment.start_s),
        play_url=play_url(moment.video_id, moment.start_s, showing.query),
        evidence=[_evidence_out(one, video, showing) for one in moment.evidence[:MOST_EVIDENCE]],
    )


def _evidence_out(one: Ranked, video: Video, showing: Showing) -> EvidenceOut:
    hit = one.hit
    return EvidenceOut(
        channel=hit.channel,
        start_s=round(hit.start_s, 3),
        end_s=round(hit.end_s, 3),
        text=hit.text,
        highlights=showing.highlights(hit.text) if hit.text else [],
        rank=one.rank,
        score=round(one.share, 6),
        frame_url=thumbnail_url(video, hit.start_s),
        explanation=_explanation_out(one, showing) if showing.explain else None,
    )


def _explanation_out(one: Ranked, showing: Showing) -> ExplanationOut:
    hit = one.hit
    provenance = ProvenanceOut(
        video_version=hit.version,
        code_version=hit.code_version,
        model=hit.model,
        run_id=hit.run_id,
        run_url=f"{showing.dagster_url.rstrip('/')}/runs/{hit.run_id}" if hit.run_id else None,
    )
    return ExplanationOut(
        weight=one.weight,
        rank_constant=RANK_CONSTANT,
        share=one.share,
        index_score=hit.score,
        background_tail=showing.verdict.channel_tail(hit),
        provenance=provenance,
    )


def coverage_out(videos: int, searchable: int, scope: Scope, models: ModelSet) -> CoverageOut:
    """The share of the videos that each channel asked for can look at; one without a model can look at none."""
    share = searchable / videos if videos else 1.0
    lacking = {"visual"} if models.vision is None else set()
    channels = {channel: 0.0 if channel in lacking else round(share, 4) for channel in scope.channels}
    return CoverageOut(videos=videos, searchable=searchable, channels=channels)


def message(matched: bool, moments: int, coverage: CoverageOut) -> str | None:
    """What people should know beside the moments; None where there is nothing to say."""
    missing = coverage.videos - coverage.searchable
    sentences = []
    if coverage.videos == 0:
        sentences.append("There is no video to look at.")
    elif not matched:
        nearest = "; these are the nearest moments" if moments else ""
        sentences.append(f"Nothing in your library matches{nearest}.")
    if missing:
        sentences.append(f"{missing} of {coverage.videos} videos cannot be searched yet.")
    return " ".join(sentences) or None
