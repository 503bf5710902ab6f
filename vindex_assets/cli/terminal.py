"""The one printer of the command line: lines whose text may come from files, and JSON.

No text is read as markup, and what steers a terminal or hides is written as an escape (`common/text/visible.py`). A
line is one line, whatever the name in it holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from vindex_search.common.text import visible, visible_json

ERROR_COLOUR: Final = typer.colors.RED

Part = str | tuple[str, str]  # text, or text and its style


def print_lines(lines: Iterable[str]) -> None:
    """Print lines on stdout."""
    for line in lines:
        typer.echo(visible(line))


def print_line(line: str) -> None:
    """Print one line on stdout."""
    print_lines([line])


def print_json(document: str) -> None:
    """Print a JSON document on stdout: every value is exact."""
    typer.echo(visible_json(document))


def print_file(text: str) -> None:
    """Print a file on stdout, byte for byte; whoever wrote it has made what comes from films visible."""
    typer.echo(text.encode(), nl=False)


def print_notice(sentence: str) -> None:
    """Print a sentence on stderr that is no error."""
    typer.echo(visible(sentence), err=True)


def print_error(sentence: str) -> None:
    """Print an error on stderr."""
    typer.secho(f"vindex: {visible(sentence)}", err=True, fg=ERROR_COLOUR)


class StyledPrinter:
    """Prints lines with styles, and progress bars between them."""

    def __init__(self) -> None:
        self._console = Console(markup=False, emoji=False, highlight=False)

    def show(self, *parts: Part) -> None:
        """Print one line, unwrapped, from parts of text, each with a style or without."""
        shown = [(visible(part), "") if isinstance(part, str) else (visible(part[0]), part[1]) for part in parts]
        self._console.print(Text.assemble(*shown), soft_wrap=True)

    def show_lines(self, lines: Iterable[str]) -> None:
        """Print lines without styles."""
        for line in lines:
            self.show(line)

    def progress(self) -> Progress:
        """Bars with a title and the name of a step, the field `step`; titles are made with `bar_title`."""
        title = TextColumn("{task.description}", markup=False)
        step = TextColumn("{task.fields[step]}", markup=False)
        return Progress(title, BarColumn(), step, TimeElapsedColumn(), console=self._console, transient=True)


def bar_title(title: str) -> str:
    """A title as a bar takes it."""
    return visible(title)
