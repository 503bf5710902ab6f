"""Commands that answer: demo, serve, search, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import JsonOption, fail
from vindex_search.settings import settings

app: Final = typer.Typer()


@app.command()
def demo(
    videos: Annotated[Path | None, typer.Option(help="Your own folder of videos; unset: the samples.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Answer, then exit.")] = False,
) -> None:
    """Ingest videos, ask three questions, and keep the page and Dagster's UI up."""
    from vindex_assets.cli.demo import run_demo

    if videos is not None and not videos.is_dir():
        raise fail(f"there is no folder {str(videos)!r}")
    try:
        code = run_demo(videos, once=once)
    except (ValueError, LookupError) as problem:
        raise fail(str(problem)) from None
    raise typer.Exit(code)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0: any free one.")] = None,
) -> None:
    """Start the search service and its page."""
    from vindex_search.api.server import serve as run_service

    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    try:
        run_service(settings().model_copy(update=given))
    except (LookupError, OSError, RuntimeError, ValueError) as problem:
        raise fail(str(problem)) from None


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="What to find, as a plain sentence.")],
    limit: Annotated[int, typer.Option(min=1, max=100)] = 5,
    workspace: Annotated[str | None, typer.Option()] = None,
    as_json: JsonOption = False,
) -> None:
    """Find moments: from the running service, or from the index itself when none runs."""
    from vindex_assets.cli.search import format_answer, run_search

    try:
        answer = run_search(text, limit=limit, workspace=workspace)
    except (ValueError, LookupError, RuntimeError) as problem:
        raise fail(str(problem)) from None
    typer.echo(answer.model_dump_json() if as_json else format_answer(answer))


@app.command()
def doctor() -> None:
    """What is installed, which device and model set, what is missing, which videos failed."""
    from vindex_assets.cli.doctor import check_installation

    lines, healthy = check_installation()
    typer.echo(lines)
    raise typer.Exit(0 if healthy else 1)
