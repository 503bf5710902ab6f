"""Commands that steer the pipeline: cancel, priority, pause, resume. The upload sensor and `vindex ingest` obey."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import errors_as_sentences
from vindex_assets.cli.terminal import print_line

VideoIds = Annotated[list[str], typer.Argument(help="Video ids, as `vindex videos` lists them.")]
Workspace = Annotated[str, typer.Argument(help="The first folder of its uploads.")]

app: Final = typer.Typer()


@app.command()
def cancel(video_ids: VideoIds) -> None:
    """Stop the work on videos, and request none, until `vindex retry` or a new version of the upload."""
    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_search.videos.control.cancel import cancel_videos

    with errors_as_sentences():
        cancelled = cancel_videos(LibraryResource().store, video_ids)
    for video_id in cancelled:
        print_line(f"cancelled: {video_id}")
    print_line(f"videos cancelled: {len(cancelled)}; `vindex retry` takes it back")


@app.command()
def priority(
    video_ids: VideoIds,
    value: Annotated[str, typer.Argument(metavar="PRIORITY", help="high, normal or low.")],
) -> None:
    """Work on videos before or after the others of their workspace, until they are indexed."""
    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_search.videos.control.priority import parse_priority, set_priorities

    with errors_as_sentences():
        chosen = parse_priority(value)
        changed = set_priorities(LibraryResource().store, video_ids, chosen)
    for video_id in changed:
        print_line(f"{chosen} priority: {video_id}")


@app.command()
def pause(workspace: Workspace) -> None:
    """Request no run for the videos of a workspace; runs that have begun go on, and searches find what they found."""
    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_search.videos.control.pause import pause_workspace

    with errors_as_sentences():
        store = LibraryResource().store
        pause_workspace(store, workspace)
        videos = sum(1 for _ in store.video_ids([workspace]))
    print_line(f"paused: {workspace} ({videos} videos so far); `vindex resume {workspace}` goes on")


@app.command()
def resume(workspace: Workspace) -> None:
    """Request runs for the videos of a workspace again."""
    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_search.videos.control.pause import resume_workspace

    with errors_as_sentences():
        resume_workspace(LibraryResource().store, workspace)
    print_line(f"resumed: {workspace}; the upload sensor's next tick or `vindex ingest` goes on")
