"""Commands that give out what a library holds: captions, export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from vindex_assets.cli.commands.console import errors_as_sentences
from vindex_assets.cli.terminal import print_line
from vindex_search.export.table_names import TABLES

app: Final = typer.Typer()


@app.command()
def captions(
    video_id: Annotated[str, typer.Argument(help="A video's id, as `vindex videos` lists it.")],
    form: Annotated[
        Literal["vtt", "srt", "ttml"], typer.Option("--format", help="WebVTT, SubRip, or TTML, known as DFXP too.")
    ] = "vtt",
    output: Annotated[Path | None, typer.Option(help="File to write; without it, standard output.")] = None,
) -> None:
    """Write the transcript of a video as captions, exactly as the HTTP API gives them."""
    from vindex_assets.cli.export import read_captions

    with errors_as_sentences():
        text = read_captions(video_id, form)
        if output:
            output.write_text(text, encoding="utf-8")
        else:
            typer.get_binary_stream("stdout").write(text.encode())


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Folder to write: a card and one folder a table, as Parquet.")],
    what: Annotated[str, typer.Option(help=f"Tables, comma separated: {', '.join(TABLES)}.")] = ",".join(TABLES),
    workspace: Annotated[list[str] | None, typer.Option(help="Only these workspaces; may be repeated.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only videos with this tag; may be repeated.")] = None,
    query: Annotated[str, typer.Option(help="The moments of the answer to this query, as one more table.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="Maximum number of moments.")] = 100,
) -> None:
    """Write the library as a data set, which polars, DuckDB and Hugging Face `datasets` read; runs beside the service.

    An export to the same folder takes the place of the one before, a whole file at a time.
    """
    from vindex_assets.cli.export import ExportScope, run_export

    with errors_as_sentences():
        scope = ExportScope(tuple(workspace or ()), tuple(tag or ()))
        written = run_export(folder, what, scope, query=query, limit=limit)
    for name, rows in written.items():
        print_line(f"{name}: {rows} rows")
    print_line(f"exported to {folder}")
