"""Commands on model sets: models list, models pull."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import errors_as_sentences
from vindex_assets.cli.terminal import print_line, print_lines
from vindex_search.settings import settings

app: Final = typer.Typer(no_args_is_help=True, help="Model sets and their weights.")


@app.command("list")
def models_list() -> None:
    """List the model sets, their models, and whether the weights are on this machine."""
    from vindex_assets.cli.format import model_lines

    print_lines(model_lines())


@app.command("pull")
def models_pull(
    name: Annotated[str, typer.Option("--set", help="The model set: offline or standard.")] = "standard",
) -> None:
    """Download the weights of a model set at their pinned revisions, and the OCR model of VINDEX_SCREEN_LANGUAGE."""
    from vindex_assets.ocr.rapidocr_engine import fetch_recogniser
    from vindex_search.models.catalogue import model_set
    from vindex_search.models.weights import WeightsLocator

    with errors_as_sentences():
        models = model_set(name, speakers=settings().speakers and name == settings().models)
        weights = WeightsLocator(settings().models_dir)
        weights.pull(models, progress=print_line)
        fetch_recogniser(settings().screen_language, weights, progress=print_line)
