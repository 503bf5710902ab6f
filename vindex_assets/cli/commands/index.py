"""Commands on the index: reindex with another model set, index rebuild."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import fail
from vindex_search.settings import settings

app: Final = typer.Typer()
index_app: Final = typer.Typer(no_args_is_help=True, help="The index that answers.")
app.add_typer(index_app, name="index")


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
        done = make_anew(open_instance(settings()), LibraryResource(), models, on_start=said)
    except (ValueError, LookupError, OSError) as problem:
        raise fail(str(problem)) from None
    if done.missing:
        raise fail(f"not switched to {models}: these videos could not be embedded: {', '.join(done.missing)}")
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
