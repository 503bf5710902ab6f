"""The job `retry_videos`: lets failed videos be tried again; where none is named it lists those that failed, and why.

It does what `vindex retry` does. No `from __future__ import annotations` here: Dagster reads the types of the op.
"""

from collections.abc import Sequence
from typing import Final

import dagster as dg
from pydantic import Field

from vindex_assets.automation.operator_jobs.outcome import (
    DRY_RUN,
    MAX_TABLE_ROWS,
    ON_CPU,
    refusals_as_failures,
    report,
)
from vindex_assets.pipeline.resources import LibraryResource
from vindex_search.audit.actor import dagster
from vindex_search.videos.control.retry import retry_videos, videos_to_retry
from vindex_search.videos.video import Video

NOTHING_NAMED: Final = "nothing was named, so nothing is tried again; name videos, a workspace, or set `failed: true`"
VIDEO_COLUMNS: Final = dg.TableSchema(
    columns=[
        dg.TableColumn(name="video_id", type="string"),
        dg.TableColumn(name="upload", type="string"),
        dg.TableColumn(name="asset", type="string"),
        dg.TableColumn(name="reason", type="string"),
    ]
)


class RetryVideosConfig(dg.Config):
    """Which videos to retry."""

    video_ids: list[str] = Field(default=[], description="Their ids, as `vindex videos --failed` lists them.")
    failed: bool = Field(default=False, description="All that failed.")
    workspace: str = Field(default="", description="All that failed in this workspace.")
    dry_run: bool = Field(default=False, description="List which would be tried again, with the reasons they failed.")

    @property
    def names_none(self) -> bool:
        """Whether no video is named, by id or otherwise."""
        return not (self.video_ids or self.failed or self.workspace)


@dg.op(tags=ON_CPU, out=dg.Out(dg.Nothing))
def retry_videos_op(context: dg.OpExecutionContext, config: RetryVideosConfig, library: LibraryResource) -> None:
    """Remove failures and attempts from the records of videos; the upload sensor requests runs at its next tick."""
    store, failed = library.store, config.failed or config.names_none
    with refusals_as_failures():
        videos = videos_to_retry(store, config.video_ids, failed=failed, workspace=config.workspace)
        if not (config.dry_run or config.names_none):
            retry_videos(store, [video.video_id for video in videos], actor=dagster(context.run_id))
    table = dg.MetadataValue.table(records=_records(videos[:MAX_TABLE_ROWS]), schema=VIDEO_COLUMNS)
    report(context, _sentence(config, len(videos)), {"videos": len(videos), "tried again": table})


def _sentence(config: RetryVideosConfig, count: int) -> str:
    if config.names_none:
        return f"{count} videos have failed; {NOTHING_NAMED}"
    if config.dry_run:
        return f"would try {count} videos again: {DRY_RUN}"
    return f"{count} videos are tried again from the next tick of the sensor `uploads` on"


def _records(videos: Sequence[Video]) -> list[dg.TableRecord]:
    return [
        dg.TableRecord(
            {
                "video_id": video.video_id,
                "upload": video.object_key,
                "asset": video.failed_asset or "",
                "reason": video.reason or "",
            }
        )
        for video in videos
    ]


@dg.job(
    name="retry_videos",
    description="Lets failed videos be tried again: those named, or all that failed; without a name it lists them.",
)
def retry_failed() -> None:
    """Failed videos."""
    retry_videos_op()
