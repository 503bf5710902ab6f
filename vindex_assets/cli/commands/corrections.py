"""The commands on corrections: correct, corrections."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import errors_as_sentences
from vindex_assets.cli.terminal import print_line, print_lines
from vindex_search.settings import settings

app: Final = typer.Typer()

VideoArgument = Annotated[str, typer.Argument(help="The video's id, as `vindex videos` lists it.")]


@app.command()
def correct(
    video: VideoArgument,
    before: Annotated[str, typer.Argument(help="The line as it is shown; with --speaker the label; the id to --undo.")],
    after: Annotated[str, typer.Argument(help="What it is to be; nothing with --undo.")] = "",
    at: Annotated[float, typer.Option(help="A second in the line.")] = 0.0,
    screen: Annotated[bool, typer.Option("--screen", help="A text on screen, instead of what is said.")] = False,
    speaker: Annotated[bool, typer.Option("--speaker", help="Name a speaker in all lines.")] = False,
    take_back: Annotated[bool, typer.Option("--undo", help="Take back a correction, by its id.")] = False,
) -> None:
    """Correct a line or name a speaker; a running service has it in its index within seconds."""
    from vindex_search.contract.corrections.correction import Kind
    from vindex_search.models.active_set import library_store
    from vindex_search.videos.control.requested import require_video
    from vindex_search.videos.corrections import deeds

    with errors_as_sentences():
        store = library_store(settings())
        require_video(store, video)
        if take_back:
            entry = deeds.undo(store, video, before)
        else:
            times = None if speaker else (at, at)
            kind: Kind = "speaker" if speaker else "screen" if screen else "transcript"
            entry = deeds.correct(store, video, deeds.Wanted(kind, before, after, times))
    print_line(entry.id)


@app.command()
def corrections(video: VideoArgument) -> None:
    """List the corrections of a video: when, by whom, what; those that were undone or match nothing are marked."""
    from vindex_search.corrections.journals import read_journal
    from vindex_search.models.active_set import library_store
    from vindex_search.videos.control.requested import require_video
    from vindex_search.videos.corrections import deeds

    with errors_as_sentences():
        store = library_store(settings())
        require_video(store, video)
        entries = read_journal(store, video).entries
        valid, missed = deeds.in_force(entries), {one.id for one in deeds.unmatched(store, video)}
    marks = ["undone" if one.id not in valid else "unmatched" if one.id in missed else "" for one in entries]
    print_lines(
        f"{one.id}  {one.made_at}  {one.made_by}  {one.kind}: {one.before} -> {one.after} {mark}".rstrip()
        for one, mark in zip(entries, marks, strict=True)
    )
