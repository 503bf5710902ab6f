"""The command of a machine of a cluster: worker."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import errors_as_sentences
from vindex_search.settings import settings

app: Final = typer.Typer()


@app.command()
def worker(
    queue: Annotated[
        list[str], typer.Option(help="Queue whose steps are taken: cpu, gpu, or one of a workspace, as cpu-acme.")
    ],
    concurrency: Annotated[
        int | None, typer.Option(min=1, help="Steps at once; without it one on a queue of GPUs, else one a core.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name of the worker, unique in the cluster.")] = None,
) -> None:
    """Take steps from the queues of a cluster; SIGTERM ends those at work, and takes no further one."""
    from vindex_assets.cluster.worker import run_worker

    with errors_as_sentences():
        status = run_worker(settings(), queue, concurrency, name)
    raise typer.Exit(status)
