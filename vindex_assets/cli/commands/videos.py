"""Commands on the videos of a library: ingest, videos, forget, retry."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import JsonOption, fail
from vindex_search.settings import settings

WorkspaceOption = Annotated[str, typer.Option(help="The workspace that the files go to.")]

app: Final = typer.Typer()


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")], workspace: WorkspaceOption = "library"
) -> None:
    """Copy videos into the uploads and run the graph for them."""
    from vindex_assets.cli.progress_bars import ingest_with_bars

    try:
        outcomes = ingest_with_bars(paths, workspace=workspace)
    except (ValueError, LookupError) as problem:
        raise fail(str(problem)) from None
    raise typer.Exit(1 if any(video.status == "failed" for video in outcomes) else 0)


@app.command()
def videos(
    failed: Annotated[bool, typer.Option("--failed", help="Only those that failed.")] = False, as_json: JsonOption = False
) -> None:
    """List the videos with their status and, where they failed, the reason."""
    from vindex_assets.cli.format import video_lines, first_videos_page

    page = first_videos_page(failed=failed)
    typer.echo(page.model_dump_json() if as_json else video_lines(page))


@app.command()
def forget(
    video_ids: Annotated[list[str] | None, typer.Argument(help="Video ids, as `vindex videos` lists them.")] = None,
    workspace: Annotated[str | None, typer.Option(help="All videos of a workspace.")] = None,
    uploads: Annotated[bool, typer.Option("--uploads", help="Delete the uploads too.")] = False,
) -> None:
    """Remove videos from the library: points, artefacts and partition, and with --uploads the files themselves."""
    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_assets.runs.instance import open_instance
    from vindex_assets.uploads.delete import forget_videos, workspace_video_ids

    library = LibraryResource()
    try:
        wanted = [*(video_ids or []), *(workspace_video_ids(library, workspace) if workspace else [])]
        gone = forget_videos(open_instance(settings()), library, wanted, uploads=uploads)
    except (ValueError, OSError) as problem:
        raise fail(str(problem)) from None
    for removed in gone:
        typer.echo(f"forgotten: {removed}")
    typer.echo(f"forgotten in all: {len(gone)}{'' if uploads else '; the uploads are still there'}")


@app.command()
def retry(
    video_ids: Annotated[list[str] | None, typer.Argument(help="Video ids, as `vindex videos` lists them.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="All that failed.")] = False,
    workspace: Annotated[str, typer.Option(help="All that failed in a workspace.")] = "",
) -> None:
    """Let failed videos be tried again: by the upload sensor when it looks next, or by `vindex ingest`."""
    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_search.videos.retry import retry_videos

    try:
        found = retry_videos(LibraryResource().store, video_ids or [], failed=failed, workspace=workspace)
    except (ValueError, OSError) as problem:
        raise fail(str(problem)) from None
    for video_id in found:
        typer.echo(f"to be tried again: {video_id}")
    typer.echo(f"to be tried again in all: {len(found)}")
