"""`vindex clip`: a range of a video as a file, made here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from vindex_assets.cli.commands.console import errors_as_sentences
from vindex_assets.cli.terminal import print_line
from vindex_search.settings import settings

app: Final = typer.Typer()


@app.command()
def clip(
    video: Annotated[str, typer.Argument(help="The video's id, as `vindex videos` lists it.")],
    start: Annotated[str, typer.Argument(help="Start: seconds, or m:ss or h:mm:ss with decimals.")],
    end: Annotated[str, typer.Argument(help="End, likewise.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write: .mp4, .m4a or .gif.")],
    before: Annotated[float, typer.Option(help="Handle before the start, in seconds.")] = 0.0,
    after: Annotated[float, typer.Option(help="Handle after the end, in seconds.")] = 0.0,
    fast: Annotated[
        bool, typer.Option("--fast", help="From the key frame before, copied where MP4 allows it.")
    ] = False,
    subtitles: Annotated[
        Literal["none", "burnt", "separate"], typer.Option(help="In the picture, or as .vtt beside the file.")
    ] = "none",
) -> None:
    """Cut a range out of a video into a file: to the frame, or fast from a key frame on."""
    from vindex_assets.cli.clip import cut_to_file, parse_time
    from vindex_search.clips.asked import ClipAsked

    with errors_as_sentences():
        asked = ClipAsked(
            start_s=parse_time(start),
            end_s=parse_time(end),
            before_s=before,
            after_s=after,
            mode="fast" if fast else "exact",
            subtitles=subtitles,
        )
        made = cut_to_file(settings(), video, asked, output)
    print_line(made)
