"""Commands on the videos of a library: ingest, videos, forget, retry."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import FacetsOption, JsonOption, errors_as_sentences
from vindex_assets.cli.terminal import print_json, print_line, print_lines
from vindex_search.settings import settings

WorkspaceOption = Annotated[str, typer.Option(help="Workspace to upload to.")]

app: Final = typer.Typer()


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Video and audio files with their sidecars, or folders of them.")],
    workspace: WorkspaceOption = "library",
) -> None:
    """Copy files to the uploads and index every upload that is due.

    Exit status 1 where a video failed, or nothing of what was named was taken; what is left alone is named with its
    reason.
    """
    from vindex_assets.cli.ingest.progress_bars import ingest_with_bars

    with errors_as_sentences():
        result = ingest_with_bars(paths, workspace=workspace)
    raise typer.Exit(0 if result.is_success else 1)


@app.command()
def videos(
    failed: Annotated[bool, typer.Option("--failed", help="Only failed videos.")] = False,
    failed_asset: Annotated[str, typer.Option(help="Only videos of which this asset failed.")] = "",
    failure_kind: Annotated[str, typer.Option(help="Only failed videos of this kind: permanent or transient.")] = "",
    reason: Annotated[str, typer.Option(help="Only failed videos whose reason contains this.")] = "",
    model_set: Annotated[str, typer.Option(help="Only videos published with this model set.")] = "",
    older_than: Annotated[str, typer.Option(help="Only videos uploaded longer ago, such as 7d, 6h, 15m or 90s.")] = "",
    younger_than: Annotated[str, typer.Option(help="Only videos uploaded no longer ago, such as 7d.")] = "",
    facets: FacetsOption = "",
    as_json: JsonOption = False,
) -> None:
    """List the videos with status, points by channel, how far those in work are, and why others failed."""
    from vindex_assets.cli.activity.filters import chosen_filters
    from vindex_assets.cli.format import facet_lines, first_videos_page, left_alone_line, video_lines
    from vindex_search.models.active_set import library_store

    with errors_as_sentences():
        chosen = chosen_filters(
            failed_asset=failed_asset,
            failure_kind=failure_kind,
            reason=reason,
            model_set=model_set,
            older_than=older_than,
            younger_than=younger_than,
        )
        page = first_videos_page(failed=failed, facets=facets, chosen=chosen)
        left = None if as_json or failed or chosen.parameters else left_alone_line(library_store(settings()))
    if as_json:
        print_json(page.model_dump_json())
    else:
        print_lines([*video_lines(page), *([left] if left else []), *facet_lines(page.facets, page.facets_more)])


@app.command()
def forget(
    video_ids: Annotated[list[str] | None, typer.Argument(help="Video ids, as `vindex videos` lists them.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Every video of this workspace.")] = None,
    uploads: Annotated[bool, typer.Option("--uploads", help="Delete the uploaded files as well.")] = False,
) -> None:
    """Delete videos from the library: points, artefacts and partition, with --uploads the uploaded files as well."""
    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_assets.runs.instance import open_instance
    from vindex_assets.uploads.removal.delete import forget_videos

    with errors_as_sentences():
        instance, library = open_instance(settings()), LibraryResource()
        deleted = forget_videos(instance, library, video_ids or [], uploads=uploads, workspace=workspace or "")
    for video in deleted:
        print_line(f"forgotten: {video}")
    print_line(f"videos forgotten: {len(deleted)}{'' if uploads else '; their uploads are kept'}")


@app.command()
def retry(
    video_ids: Annotated[list[str] | None, typer.Argument(help="Video ids, as `vindex videos` lists them.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Every failed video.")] = False,
    workspace: Annotated[str, typer.Option(help="Every failed video of this workspace.")] = "",
) -> None:
    """Release failed or cancelled videos: the upload sensor's next tick or `vindex ingest` indexes them again."""
    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_search.videos.control.retry import retry_videos

    with errors_as_sentences():
        released = retry_videos(LibraryResource().store, video_ids or [], failed=failed, workspace=workspace)
    for video_id in released:
        print_line(f"to be tried again: {video_id}")
    print_line(f"videos to be tried again: {len(released)}")
