"""What the commands share: an option and the form of an error."""

from __future__ import annotations

from typing import Annotated

import typer

JsonOption = Annotated[bool, typer.Option("--json", help="Print exactly what the HTTP API returns.")]


def fail(sentence: str) -> typer.Exit:
    """Print an error for people on stderr and return the exit to raise: status 1."""
    typer.secho(f"vindex: {sentence}", err=True, fg=typer.colors.RED)
    return typer.Exit(1)
