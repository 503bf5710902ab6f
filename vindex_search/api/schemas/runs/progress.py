"""The progress of a video in work as JSON."""

from __future__ import annotations

from pydantic import BaseModel, Field

from vindex_search.api.schemas.urls import run_url
from vindex_search.videos.activity.progress import VideoProgress
from vindex_search.videos.activity.signs import SeenStep, iso_time


class ProgressOut(BaseModel):
    """How far the work on a video is, and whether what works on it is alive."""

    share: float = Field(
        description="Share done of all assets together, from 0 to 1, each weighted by the time that it usually takes.",
        examples=[0.42],
    )
    asset: str | None = Field(
        description="The asset that is being made; null: between two steps, or another video of the run has its turn.",
        examples=["transcript"],
    )
    asset_share: float | None = Field(description="How much of that asset is done, from 0 to 1.", examples=[0.6])
    began_at: str | None = Field(description="When its step began with this video; ISO 8601, UTC.", examples=[None])
    last_sign_at: str | None = Field(
        description="Last sign of life of that step, by the clock of its machine; ISO 8601, UTC.", examples=[None]
    )
    silent_s: float = Field(
        0.0, description="For how many seconds this service has seen no new sign of life.", examples=[3.2]
    )
    is_silent: bool = Field(
        False,
        description="No sign of life for a minute: its process, or its machine, is likely gone.",
        examples=[False],
    )
    run_id: str | None = Field(None, description="The run in Dagster.")
    run_url: str | None = Field(None, description="The run in Dagster's UI.")


def progress_out(progress: VideoProgress | None, dagster_url: str) -> ProgressOut | None:
    """The progress of a video; null of one that nobody works on.

    Args:
        progress: Of the video.
        dagster_url: Base URL of Dagster's UI.
    """
    if progress is None:
        return None
    share = round(progress.share, 4)
    if progress.step is None:
        return ProgressOut(share=share, asset=None, asset_share=None, began_at=None, last_sign_at=None)
    return _with_step(share, progress.step, dagster_url)


def _with_step(share: float, step: SeenStep, dagster_url: str) -> ProgressOut:
    heartbeat = step.heartbeat
    return ProgressOut(
        share=share,
        asset=heartbeat.asset,
        asset_share=round(min(1.0, max(0.0, heartbeat.share)), 4),
        began_at=iso_time(heartbeat.began),
        last_sign_at=iso_time(heartbeat.at),
        silent_s=round(step.silent_s, 1),
        is_silent=step.is_silent,
        run_id=heartbeat.run_id,
        run_url=run_url(dagster_url, heartbeat.run_id),
    )
