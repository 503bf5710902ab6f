"""The jobs `forget_video` and `forget_workspace`: remove videos from the library, once somebody has seen which.

They do what `vindex forget` does. Without `dry_run: false` they list what would be removed.
No `from __future__ import annotations` here: Dagster reads the types of the ops' parameters.
"""

from collections.abc import Sequence
from typing import Any, Final

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
from vindex_assets.uploads.removal.delete import DeletedVideo, forget_videos, plan_removal
from vindex_search.audit.actor import dagster

UPLOADS: Final = "Delete the uploads and their subtitle files too."
DRY_RUN_MEANING: Final = "List what would be removed, and remove nothing."
REMOVED_COLUMNS: Final = dg.TableSchema(
    columns=[
        dg.TableColumn(name="video_id", type="string"),
        dg.TableColumn(name="points", type="int"),
        dg.TableColumn(name="artefacts", type="int"),
        dg.TableColumn(name="bytes", type="int"),
        dg.TableColumn(name="uploads", type="string"),
    ]
)


class ForgetVideosConfig(dg.Config):
    """Which videos to forget."""

    video_ids: list[str] = Field(description="Their ids, as `vindex videos` lists them.")
    uploads: bool = Field(default=False, description=UPLOADS)
    dry_run: bool = Field(default=True, description=DRY_RUN_MEANING)


class ForgetWorkspaceConfig(dg.Config):
    """Which workspace to forget."""

    workspace: str = Field(description="The first folder of its uploads.")
    uploads: bool = Field(default=False, description=UPLOADS)
    dry_run: bool = Field(default=True, description=DRY_RUN_MEANING)


@dg.op(tags=ON_CPU, out=dg.Out(dg.Nothing))
def forget_videos_op(context: dg.OpExecutionContext, config: ForgetVideosConfig, library: LibraryResource) -> None:
    """Remove the named videos: points, artefacts, partition."""
    _forget(context, library, config, config.video_ids)


@dg.op(tags=ON_CPU, out=dg.Out(dg.Nothing))
def forget_workspace_op(
    context: dg.OpExecutionContext, config: ForgetWorkspaceConfig, library: LibraryResource
) -> None:
    """Remove every video of a workspace."""
    _forget(context, library, config, [], config.workspace)


def _forget(
    context: dg.OpExecutionContext,
    library: LibraryResource,
    config: ForgetVideosConfig | ForgetWorkspaceConfig,
    video_ids: Sequence[str],
    workspace: str = "",
) -> None:
    instance, uploads = context.instance, config.uploads
    with refusals_as_failures():
        if config.dry_run:
            removed = plan_removal(instance, library, video_ids, uploads=uploads, workspace=workspace)
        else:
            actor = dagster(context.run_id)
            removed = forget_videos(instance, library, video_ids, uploads=uploads, workspace=workspace, actor=actor)
    report(context, removal_sentence(removed, dry_run=config.dry_run), removal_metadata(removed))


def removal_sentence(removed: Sequence[DeletedVideo], *, dry_run: bool) -> str:
    """What was removed, or would be, with its totals."""
    totals = _totals(removed)
    what = (
        f"{totals['videos']} videos with {totals['points']} points, {totals['artefacts']} files of "
        f"{totals['bytes']} bytes and {totals['uploads'] or 'no'} uploads"
    )
    return f"would remove {what}: {DRY_RUN}" if dry_run else f"removed {what}"


def removal_metadata(removed: Sequence[DeletedVideo]) -> dict[str, Any]:
    """Totals of what was removed, and a table with a row a video."""
    records = [_table_record(video) for video in removed[:MAX_TABLE_ROWS]]
    return {**_totals(removed), "removed": dg.MetadataValue.table(records=records, schema=REMOVED_COLUMNS)}


def _totals(removed: Sequence[DeletedVideo]) -> dict[str, int]:
    return {
        "videos": len(removed),
        "points": sum(video.points for video in removed),
        "artefacts": sum(video.artefacts for video in removed),
        "bytes": sum(video.bytes for video in removed),
        "uploads": sum(len(video.uploads) for video in removed),
    }


def _table_record(video: DeletedVideo) -> dg.TableRecord:
    return dg.TableRecord(
        {
            "video_id": video.video_id,
            "points": video.points,
            "artefacts": video.artefacts,
            "bytes": video.bytes,
            "uploads": ", ".join(video.uploads),
        }
    )


@dg.job(
    description="Lists what removing videos takes away (points, artefacts, partition, with `uploads` the files); with "
    "`dry_run: false` it removes them."
)
def forget_video() -> None:
    """One or several videos."""
    forget_videos_op()


@dg.job(
    description="The same for every video of a workspace, including forgotten ones whose uploads were kept; with "
    "`dry_run: false` it removes them."
)
def forget_workspace() -> None:
    """A whole workspace."""
    forget_workspace_op()
