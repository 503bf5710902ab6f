"""The jobs that operators launch from the UI: forget videos, forget a workspace, try failed videos again.

They do what `vindex forget` and `vindex retry` do, and their runs keep what was removed or tried again.
No `from __future__ import annotations` here: Dagster reads the types of the ops' parameters.
"""

from collections.abc import Sequence
from typing import Any, Final

import dagster as dg
from pydantic import Field

from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.uploads.delete import DeletedVideo, forget_videos, workspace_video_ids
from vindex_search.videos.retry import retry_videos

ON_CPU: Final = {"dagster-celery/queue": "cpu"}
NAMES: Final = ("video_id", "points", "artefacts", "bytes")
SCHEMA: Final = dg.TableSchema(
    [
        *(dg.TableColumn(name, "string" if name == "video_id" else "int") for name in NAMES),
        dg.TableColumn("uploads", "string"),
    ]
)
MOST_SHOWN: Final = 1000  # rows of a table in a run's metadata; the totals count all


class Videos(dg.Config):
    """Which videos to forget."""

    video_ids: list[str] = Field(description="Their ids, as `vindex videos` lists them.")
    uploads: bool = Field(default=False, description="Delete the uploads and their subtitle files too.")


class Workspace(dg.Config):
    """Which workspace to forget."""

    workspace: str = Field(description="The first folder of its uploads.")
    uploads: bool = Field(default=False, description="Delete the uploads and their subtitle files too.")


class Again(dg.Config):
    """Which videos to try again."""

    video_ids: list[str] = Field(default=[], description="Their ids, as `vindex videos --failed` lists them.")
    failed: bool = Field(default=False, description="All that failed.")
    workspace: str = Field(default="", description="All that failed in this workspace.")


@dg.op(tags=ON_CPU, out=dg.Out(dg.Nothing))
def forget_videos_op(context: dg.OpExecutionContext, config: Videos, library: LibraryResource) -> None:
    """Remove the named videos: points, artefacts, partition."""
    _forget(context, library, config.video_ids, uploads=config.uploads)


@dg.op(tags=ON_CPU, out=dg.Out(dg.Nothing))
def forget_workspace_op(context: dg.OpExecutionContext, config: Workspace, library: LibraryResource) -> None:
    """Remove every video of a workspace."""
    try:
        wanted = workspace_video_ids(library, config.workspace)
    except ValueError as problem:
        raise dg.Failure(str(problem), allow_retries=False) from None
    _forget(context, library, wanted, uploads=config.uploads)


def _forget(
    context: dg.OpExecutionContext, library: LibraryResource, video_ids: Sequence[str], *, uploads: bool
) -> None:
    try:
        gone = forget_videos(context.instance, library, video_ids, uploads=uploads)
    except ValueError as problem:
        raise dg.Failure(str(problem), allow_retries=False) from None
    context.add_output_metadata(removed_metadata(gone))


def removed_metadata(gone: Sequence[DeletedVideo]) -> dict[str, Any]:
    """Totals of what was removed, and a row a video."""
    rows = [
        dg.TableRecord({**{name: getattr(one, name) for name in NAMES}, "uploads": ", ".join(one.uploads)})
        for one in gone[:MOST_SHOWN]
    ]
    totals = {name: sum(getattr(one, name) for one in gone) for name in NAMES[1:]}
    uploads = sum(len(one.uploads) for one in gone)
    return {"videos": len(gone), **totals, "uploads": uploads, "removed": dg.MetadataValue.table(rows, SCHEMA)}


@dg.op(tags=ON_CPU, out=dg.Out(dg.Nothing))
def retry_videos_op(context: dg.OpExecutionContext, config: Again, library: LibraryResource) -> None:
    """Take back what is held against videos; the upload sensor asks for them when it looks next."""
    try:
        found = retry_videos(library.store, config.video_ids, failed=config.failed, workspace=config.workspace)
    except ValueError as problem:
        raise dg.Failure(str(problem), allow_retries=False) from None
    context.add_output_metadata({"videos": len(found), "tried again": found[:MOST_SHOWN]})


@dg.job(description="Removes videos from the library: points, artefacts and partition, and with `uploads` the files.")
def forget_video() -> None:
    """One or several videos."""
    forget_videos_op()


@dg.job(description="Removes every video of a workspace, those whose uploads were kept before among them.")
def forget_workspace() -> None:
    """A whole workspace."""
    forget_workspace_op()


@dg.job(name="retry_videos", description="Lets failed videos be tried again: those named, or all that failed.")
def retry_failed() -> None:
    """Failed videos."""
    retry_videos_op()
