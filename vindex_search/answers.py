"""The answer to a search as every door gives it: HTTP, the command line, the page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from vindex_search.contract import Channel
from vindex_search.moments import Evidence, Moment
from vindex_search.videos import Video

Highlights = Callable[[str], list[tuple[int, int]]]


class EvidenceOut(BaseModel):
    """One reason for a moment: what was found on which channel."""

    channel: Channel
    start_s: float
    end_s: float
    text: str | None = Field(description="What is said or written there; null for a picture.")
    highlights: list[tuple[int, int]] = Field(description="Ranges [start, end) of matched words, in characters.")
    score: float = Field(description="Its share of the moment's score.")


class MomentOut(BaseModel):
    """A range of one video that answers the query."""

    video_id: str
    workspace: str
    title: str
    start_s: float
    end_s: float
    score: float
    channels: list[Channel]
    thumbnail_url: str | None
    play_url: str
    evidence: list[EvidenceOut]


class SearchAnswer(BaseModel):
    """Moments, best first."""

    query: str
    took_ms: float
    model_set: str
    moments: list[MomentOut]
    next: str | None = Field(None, description="Cursor of the next page; null: there is none.")


def play_url(video_id: str, at_s: float, query: str = "") -> str:
    """The page's address that starts a video at a time."""
    asked = {"t": f"{at_s:.2f}", **({"q": query} if query else {})}
    return f"/v/{video_id}?{urlencode(asked)}"


def thumbnail_url(video: Video, at_s: float) -> str | None:
    """Address of the frame on screen at a time; None for a video without pictures."""
    return f"/v1/videos/{video.video_id}/thumbnail?t={at_s:.2f}" if video.has_frames else None


def moment_out(moment: Moment, video: Video, query: str, highlights: Highlights) -> MomentOut:
    """A moment with what a person and a player need to see it."""
    return MomentOut(
        video_id=moment.video_id,
        workspace=moment.workspace,
        title=video.title,
        start_s=round(moment.start_s, 3),
        end_s=round(moment.end_s, 3),
        score=round(moment.score, 6),
        channels=list(moment.channels),
        thumbnail_url=thumbnail_url(video, moment.start_s),
        play_url=play_url(moment.video_id, moment.start_s, query),
        evidence=[_evidence_out(one, highlights) for one in moment.evidence],
    )


def _evidence_out(evidence: Evidence, highlights: Highlights) -> EvidenceOut:
    return EvidenceOut(
        channel=evidence.channel,
        start_s=round(evidence.hit.start_s, 3),
        end_s=round(evidence.hit.end_s, 3),
        text=evidence.hit.text,
        highlights=highlights(evidence.hit.text) if evidence.hit.text else [],
        score=round(evidence.score, 6),
    )
