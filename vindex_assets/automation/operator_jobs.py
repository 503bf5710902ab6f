"""The jobs that operators launch from the UI: forget videos, forget a workspace, retry failed videos.

They do what `vindex forget` and `vindex retry` do; what was removed or is tried again stays in the run's metadata.
No `from __future__ import annotations` here: Dagster reads the types of the ops' parameters.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import dagster as dg
from pydantic import Field

from vindex_assets.pipeline.metadata.plain_text import inert, inert_metadata
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.uploads.removal.delete import DeletedVideo, forget_videos
from vindex_search.audit.actor import dagster
from vindex_search.audit.log import AuditUnavailable
from vindex_search.videos.control.retry import retry_videos

ON_CPU: Final = {"dagster-celery/queue": "cpu"}
MAX_TABLE_ROWS: Final = 1000  # in a run's metadata; the totals count all
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
    uploads: bool = Field(default=False, description="Delete the uploads and their subtitle files too.")


class ForgetWorkspaceConfig(dg.Config):
    """Which workspace to forget."""

    workspace: str = Field(description="The first folder of its uploads.")
    uploads: bool = Field(default=False, description="Delete the uploads and their subtitle files too.")


class RetryVideosConfig(dg.Config):
    """Which videos to retry."""

    video_ids: list[str] = Field(default=[], description="Their ids, as `vindex videos --failed` lists them.")
    failed: bool = Field(default=False, description="All that failed.")
    workspace: str = Field(default="", description="All that failed in this workspace.")


@dg.op(tags=ON_CPU, out=dg.Out(dg.Nothing))
def forget_videos_op(context: dg.OpExecutionContext, config: ForgetVideosConfig, library: LibraryResource) -> None:
    """Remove the named videos: points, artefacts, partition."""
    _forget(context, library, config.video_ids, uploads=config.uploads)


@dg.op(tags=ON_CPU, out=dg.Out(dg.Nothing))
def forget_workspace_op(
    context: dg.OpExecutionContext, config: ForgetWorkspaceConfig, library: LibraryResource
) -> None:
    """Remove every video of a workspace."""
    _forget(context, library, [], uploads=config.uploads, workspace=config.workspace)


def _forget(
    context: dg.OpExecutionContext,
    library: LibraryResource,
    video_ids: Sequence[str],
    *,
    uploads: bool,
    workspace: str = "",
) -> None:
    with _refusals_as_failures():
        deleted = forget_videos(
            context.instance,
            library,
            video_ids,
            uploads=uploads,
            workspace=workspace,
            actor=dagster(context.run_id),
        )
    context.add_output_metadata(inert_metadata(removed_metadata(deleted)))


@contextmanager
def _refusals_as_failures() -> Iterator[None]:
    """Fail the run with the sentence of a refusal; a retry would be refused too."""
    try:
        yield
    except (ValueError, AuditUnavailable) as problem:
        raise dg.Failure(inert(str(problem)), allow_retries=False) from None


def removed_metadata(deleted: Sequence[DeletedVideo]) -> dict[str, Any]:
    """Totals of what was removed, and a table with a row a video."""
    return {
        "videos": len(deleted),
        "points": sum(video.points for video in deleted),
        "artefacts": sum(video.artefacts for video in deleted),
        "bytes": sum(video.bytes for video in deleted),
        "uploads": sum(len(video.uploads) for video in deleted),
        "removed": dg.MetadataValue.table(
            records=[_table_record(video) for video in deleted[:MAX_TABLE_ROWS]], schema=REMOVED_COLUMNS
        ),
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


@dg.op(tags=ON_CPU, out=dg.Out(dg.Nothing))
def retry_videos_op(context: dg.OpExecutionContext, config: RetryVideosConfig, library: LibraryResource) -> None:
    """Remove failures and attempts from the records of videos; the upload sensor requests runs at its next tick."""
    actor = dagster(context.run_id)
    with _refusals_as_failures():
        retried = retry_videos(
            library.store, config.video_ids, failed=config.failed, workspace=config.workspace, actor=actor
        )
    context.add_output_metadata(inert_metadata({"videos": len(retried), "tried again": retried[:MAX_TABLE_ROWS]}))


@dg.job(description="Removes videos from the library: points, artefacts and partition, and with `uploads` the files.")
def forget_video() -> None:
    """One or several videos."""
    forget_videos_op()


@dg.job(description="Removes every video of a workspace, including forgotten ones whose uploads were kept.")
def forget_workspace() -> None:
    """A whole workspace."""
    forget_workspace_op()


@dg.job(name="retry_videos", description="Lets failed videos be tried again: those named, or all that failed.")
def retry_failed() -> None:
    """Failed videos."""
    retry_videos_op()
