"""The command `vindex`: everything an operator does from a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from vindex_search.settings import settings

app: Final = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Find the moment in any video."
)
models_app: Final = typer.Typer(no_args_is_help=True, help="The model sets and their weights.")
app.add_typer(models_app, name="models")
index_app: Final = typer.Typer(no_args_is_help=True, help="The index that answers.")
app.add_typer(index_app, name="index")

keys_app: Final = typer.Typer(no_args_is_help=True, help="The API keys of the library.")
app.add_typer(keys_app, name="keys")

Json = Annotated[bool, typer.Option("--json", help="Print exactly what the HTTP API returns.")]
Workspace = Annotated[str, typer.Option(help="The workspace that the files go to.")]


def fail(sentence: str) -> typer.Exit:
    """Print an error for people and return the exit to raise."""
    typer.secho(f"vindex: {sentence}", err=True, fg=typer.colors.RED)
    return typer.Exit(1)


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
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")], workspace: Workspace = "library"
) -> None:
    """Copy videos into the uploads and run the graph for them."""
    from vindex_assets.cli.progress_bars import ingest_with_bars

    try:
        outcomes = ingest_with_bars(paths, workspace=workspace)
    except (ValueError, LookupError) as problem:
        raise fail(str(problem)) from None
    raise typer.Exit(1 if any(video.status == "failed" for video in outcomes) else 0)


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
    as_json: Json = False,
) -> None:
    """Find moments: from the running service, or from the index itself when none runs."""
    from vindex_assets.cli.search import format_answer, run_search

    try:
        answer = run_search(text, limit=limit, workspace=workspace)
    except (ValueError, LookupError, RuntimeError) as problem:
        raise fail(str(problem)) from None
    typer.echo(answer.model_dump_json() if as_json else format_answer(answer))


@app.command()
def videos(
    failed: Annotated[bool, typer.Option("--failed", help="Only those that failed.")] = False, as_json: Json = False
) -> None:
    """List the videos with their status and, where they failed, the reason."""
    from vindex_assets.cli.format import video_lines, videos_page

    page = videos_page(failed=failed)
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


@app.command()
def reindex(
    models: Annotated[str, typer.Option("--models", help="The model set to answer with from now on.")],
) -> None:
    """Embed every video anew with another model set, beside the one that answers, then switch to it at once."""
    from vindex_assets.cli.reindex import reindex as make_anew
    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_assets.runs.instance import open_instance

    def said(videos: Sequence[str], begun: int, total: int) -> None:
        typer.echo(f"{begun + 1}-{begun + len(videos)} of {total}: {', '.join(videos)}")

    try:
        done = make_anew(open_instance(settings()), LibraryResource(), models, started=said)
    except (ValueError, LookupError, OSError) as problem:
        raise fail(str(problem)) from None
    if done.lacking:
        raise fail(f"not switched to {models}: these videos could not be embedded: {', '.join(done.lacking)}")
    typer.echo(
        f"the library answers with {models}: {done.videos} videos; set VINDEX_MODELS={models} for what runs here"
    )


@index_app.command("rebuild")
def index_rebuild() -> None:
    """Drop the index and fill it anew from the stored points; no model is loaded."""
    from vindex_search.query.rebuild import rebuild_index

    try:
        points = rebuild_index(settings())
    except (LookupError, OSError, RuntimeError, ValueError) as problem:
        raise fail(str(problem)) from None
    typer.echo(f"the index holds {points} points")


@models_app.command("list")
def models_list() -> None:
    """The model sets, their models, and which weights are on this machine."""
    from vindex_assets.cli.format import model_lines

    typer.echo(model_lines())


@models_app.command("pull")
def models_pull(
    name: Annotated[str, typer.Option("--set", help="The model set: offline or standard.")] = "standard",
) -> None:
    """Fetch the weights of a model set, each at its pinned revision, and the model of the screen language."""
    from vindex_assets.ocr.rapidocr_engine import fetch
    from vindex_search.models.catalogue import model_set
    from vindex_search.models.weights import WeightsLocator

    try:
        models = model_set(name, speakers=settings().speakers and name == settings().models)
        weights = WeightsLocator(settings().models_dir)
        weights.pull(models, progress=typer.echo)
        fetch(settings().screen_language, weights, progress=typer.echo)
    except (ValueError, LookupError, OSError) as problem:
        raise fail(str(problem)) from None


@keys_app.command("create")
def keys_create(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="search (unset: it alone), upload, admin; repeatable.")
    ] = None,
    workspace: Annotated[list[str] | None, typer.Option(help="Only in this workspace; repeatable.")] = None,
) -> None:
    """Make a key and print it: once a library has keys, nobody is answered without one."""
    from vindex_search.auth.key_store import create_key
    from vindex_search.models.active_set import library_store

    try:
        key, written = create_key(library_store(settings()), name, scope or ["search"], workspace or [])
    except (ValueError, OSError) as problem:
        raise fail(str(problem)) from None
    typer.echo(written)
    typer.echo(f"This is the key of {key.name}. Keep it now: it is not shown again.", err=True)


@keys_app.command("list")
def keys_list(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """The keys of the library and what each may do; no key itself."""
    from vindex_assets.cli.format import key_lines, keys_json
    from vindex_search.auth.key_store import read_keys
    from vindex_search.models.active_set import library_store

    try:
        keys = read_keys(library_store(settings()))
    except (ValueError, OSError) as problem:
        raise fail(str(problem)) from None
    typer.echo(keys_json(keys) if as_json else key_lines(keys))


@keys_app.command("revoke")
def keys_revoke(
    which: Annotated[str, typer.Argument(metavar="ID-or-NAME", help="As `vindex keys list` shows it.")],
) -> None:
    """Let nobody in with a key any more; a running service follows within seconds."""
    from vindex_search.auth.key_store import revoke_key
    from vindex_search.models.active_set import library_store

    try:
        gone = revoke_key(library_store(settings()), which)
    except (ValueError, OSError) as problem:
        raise fail(str(problem)) from None
    typer.echo(f"revoked: {gone.id} ({gone.name})")


@app.command()
def doctor() -> None:
    """What is installed, which device and model set, what is missing, which videos failed."""
    from vindex_assets.cli.doctor import doctor_lines

    lines, healthy = doctor_lines()
    typer.echo(lines)
    raise typer.Exit(0 if healthy else 1)


def main() -> None:
    """The console script: a wrong setting is one sentence, no trace."""
    from pydantic import ValidationError

    try:
        settings()
    except ValidationError as problem:
        for wrong in problem.errors():
            name = "VINDEX_" + "_".join(str(part) for part in wrong["loc"]).upper()
            typer.secho(f"vindex: {name}={wrong['input']!r}: {wrong['msg']}", err=True, fg=typer.colors.RED)
        sys.exit(2)
    app()
