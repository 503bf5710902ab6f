"""Commands on what runs and what has become of it: history, workers, report, replay."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import JsonOption, errors_as_sentences
from vindex_assets.cli.terminal import print_json, print_lines
from vindex_search.settings import settings

app: Final = typer.Typer()

VideoIdArgument = Annotated[str, typer.Argument(help="A video's id, as `vindex videos` lists it.")]


@app.command()
def history(
    video_id: VideoIdArgument,
    after: Annotated[str, typer.Option(help="Only runs before this one.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="Maximum number of runs.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """Show every attempt at a video by run, the newest first: who asked, its steps, why it failed."""
    from vindex_assets.cli.activity.lines import history_lines
    from vindex_assets.cli.activity.reading import read_history

    with errors_as_sentences():
        answer = read_history(video_id, after=after, limit=limit)
    if as_json:
        print_json(answer.model_dump_json())
    else:
        print_lines(history_lines(answer))


@app.command()
def chapters(
    video_id: VideoIdArgument,
    as_vtt: Annotated[bool, typer.Option("--vtt", help="Print a WebVTT chapter file.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show the chapters of a video: start, title, and whether they are made."""
    from vindex_assets.cli.activity.chapters import chapter_lines, read_answer, read_vtt

    with errors_as_sentences():
        if as_vtt:
            print_lines(read_vtt(video_id).splitlines())
            return
        answer = read_answer(video_id)
    if as_json:
        print_json(answer.model_dump_json())
    else:
        print_lines(chapter_lines(answer))


@app.command()
def workers(as_json: JsonOption = False) -> None:
    """List the workers and the steps in work, each with its last sign of life."""
    from vindex_assets.cli.activity.lines import worker_lines
    from vindex_search.api.schemas.runs.workers import workers_answer
    from vindex_search.models.active_set import library_store
    from vindex_search.videos.activity.watch import look

    with errors_as_sentences():
        answer = workers_answer(look(library_store(settings())), settings().dagster_url)
    if as_json:
        print_json(answer.model_dump_json())
    else:
        print_lines(worker_lines(answer))


@app.command()
def report(
    workspace: Annotated[list[str] | None, typer.Option(help="Only this workspace; may be repeated.")] = None,
    now: Annotated[bool, typer.Option("--now", help="Read what is new first, as Dagster does once an hour.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show throughput, time and cost by step, the slowest videos and why, failures, and what is stored."""
    from vindex_assets.cli.activity.report import read_answer, report_lines

    with errors_as_sentences():
        answer = read_answer(tuple(workspace or ()), is_now=now)
    if as_json:
        print_json(answer.model_dump_json())
    else:
        print_lines(report_lines(answer))


@app.command()
def replay(
    video_id: VideoIdArgument,
    asset: Annotated[str, typer.Option(help="The asset to make again, such as transcript.")],
) -> None:
    """Make an asset of a video again from the same inputs, in a scratch folder, and compare it with what is stored.

    Nothing of the library is changed. Exit status 1 where something differs.
    """
    from vindex_assets.cli.activity.replay import replay_lines, run_replay

    with errors_as_sentences():
        comparison, kept = run_replay(video_id, asset)
    print_lines(replay_lines(video_id, comparison, kept))
    raise typer.Exit(0 if comparison.is_same else 1)
