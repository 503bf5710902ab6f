"""Commands on the index: reindex with another model set, index rebuild."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import errors_as_sentences, fail
from vindex_assets.cli.terminal import print_line
from vindex_search.settings import settings

app: Final = typer.Typer()
index_app: Final = typer.Typer(no_args_is_help=True, help="The search index.")
app.add_typer(index_app, name="index")


@app.command()
def reindex(
    models: Annotated[str, typer.Option("--models", help="The model set to search with: offline or standard.")],
) -> None:
    """Embed every video with another model set, beside the active one, then switch to it without downtime."""
    from vindex_assets.cli.reindex import reindex as reindex_library
    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_assets.runs.instance import open_instance

    def print_progress(videos: Sequence[str], started: int, total: int) -> None:
        print_line(f"{started + 1}-{started + len(videos)} of {total}: {', '.join(videos)}")

    with errors_as_sentences():
        result = reindex_library(open_instance(settings()), LibraryResource(), models, on_start=print_progress)
    if result.missing:
        raise fail(f"not switched to {models!r}: these videos could not be embedded: {', '.join(result.missing)}")
    print_line(
        f"the active model set is {models}, {result.videos} videos; set VINDEX_MODELS={models} in the environment too"
    )


@index_app.command("rebuild")
def index_rebuild() -> None:
    """Delete the index and rebuild it from the stored points; loads no model."""
    from vindex_search.query.upkeep.rebuild import rebuild_index

    with errors_as_sentences():
        points = rebuild_index(settings())
    print_line(f"the index holds {points} points")
