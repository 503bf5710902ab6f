"""The command line `vindex`: its groups of commands assembled."""

from __future__ import annotations

import sys
from typing import Final

import typer

from vindex_assets.cli.commands import index, keys, models, service, videos
from vindex_search.settings import settings

app: Final = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Find the moment in any video."
)
for group in (service, videos, index):
    app.add_typer(group.app)
app.add_typer(models.app, name="models")
app.add_typer(keys.app, name="keys")


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
