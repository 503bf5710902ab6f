"""Commands around the two services: demo, serve, dagster, search, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from vindex_assets.cli.commands.console import FacetsOption, JsonOption, errors_as_sentences, fail
from vindex_assets.cli.terminal import print_file, print_json, print_lines, print_notice
from vindex_search.settings import settings

app: Final = typer.Typer()


@app.command()
def demo(
    videos: Annotated[Path | None, typer.Option(help="A folder of your own videos instead of the samples.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Exit after the three questions.")] = False,
) -> None:
    """Index videos, ask three questions, and keep the search page and Dagster's UI running."""
    from vindex_assets.cli.demo.demo import run_demo

    if videos is not None and not videos.is_dir():
        raise fail(f"there is no folder {str(videos)!r}")
    with errors_as_sentences():
        status = run_demo(videos, once=once)
    raise typer.Exit(status)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0: a free one.")] = None,
) -> None:
    """Run the search service and its page."""
    from vindex_search.api.server import serve as run_service

    options = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    with errors_as_sentences():
        run_service(settings().model_copy(update=options))


@app.command("dagster")
def dagster_ui(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Port to listen on; without it 3000, or a free one.")] = None,
) -> None:
    """Run Dagster's UI behind its door, with the upload sensor and the run queue."""
    from vindex_assets.cli.demo.demo import DAGSTER_PORT, free_port
    from vindex_assets.cli.processes.child_processes import ChildProcesses
    from vindex_assets.webserver.server import serve_dagster
    from vindex_search.api.server import open_listener
    from vindex_search.auth.key_store import require_keys
    from vindex_search.common.net import http_url
    from vindex_search.models.active_set import library_store

    with errors_as_sentences(), ChildProcesses() as children:
        require_keys(library_store(settings()), host)
        with open_listener(host, free_port(host, DAGSTER_PORT) if port is None else port) as listener:
            print_notice(f"Dagster's UI starts at {http_url(host, listener.getsockname()[1])}")
            serve_dagster(settings(), listener, children)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="What to find, as a plain sentence.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="Maximum number of moments.")] = 5,
    workspace: Annotated[str | None, typer.Option(help="Search this workspace only.")] = None,
    video: Annotated[str | None, typer.Option(help="Find every place in this video, by its id.")] = None,
    order: Annotated[
        Literal["rank", "time"], typer.Option(help="The best places first, or by time; time needs --video.")
    ] = "rank",
    person: Annotated[list[str] | None, typer.Option(help="Only videos whose description names one of them.")] = None,
    place: Annotated[list[str] | None, typer.Option(help="Only videos recorded in one of them.")] = None,
    attribute: Annotated[list[str] | None, typer.Option(help="Only videos with this fact, as key=value.")] = None,
    recorded_after: Annotated[str, typer.Option(help="Only videos recorded then or later, such as 2026-03-01.")] = "",
    recorded_before: Annotated[str, typer.Option(help="Only videos recorded before then.")] = "",
    facets: FacetsOption = "",
    as_json: JsonOption = False,
    markers: Annotated[
        Literal["edl", "otio", "fcpxml", "csv", "resolve"] | None,
        typer.Option("--format", help="Print the moments as a file for editing programs."),
    ] = None,
) -> None:
    """Find moments: through the running service, or in the index itself where none runs."""
    from vindex_assets.cli.search import Described, answer_lines, run_search, search_to_markers

    described = Described(
        tuple(person or ()), tuple(place or ()), tuple(attribute or ()), recorded_after, recorded_before
    )
    if markers:
        with errors_as_sentences():
            found = search_to_markers(
                text, markers, limit=limit, workspace=workspace, video_id=video, described=described
            )
            print_file(found)
        return
    with errors_as_sentences():
        answer = run_search(
            text,
            limit=limit,
            workspace=workspace,
            video_id=video,
            order=order,
            facets=facets,
            described=described,
        )
    if as_json:
        print_json(answer.model_dump_json())
    else:
        print_lines(answer_lines(answer))


@app.command()
def doctor() -> None:
    """Check packages, device, models and library; exit status 1 where something is broken."""
    from vindex_assets.cli.doctor import check_installation

    with errors_as_sentences():
        report, healthy = check_installation()
    print_lines(report)
    raise typer.Exit(0 if healthy else 1)
