"""The command on the audit log: audit."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import errors_as_sentences, fail
from vindex_assets.cli.terminal import print_json, print_lines
from vindex_search.settings import settings

app: Final = typer.Typer()


@app.command()
def audit(
    since: Annotated[
        str, typer.Option(metavar="DATE|7d", help="Entries since a day (UTC), or of the last so many days.")
    ] = "30d",
    actor: Annotated[str, typer.Option(help="Id or name of a key, a user or a run; or key, user, dagster.")] = "",
    video: Annotated[str, typer.Option(help="Id of a video.")] = "",
    workspace: Annotated[str, typer.Option(help="Name of a workspace.")] = "",
    action: Annotated[str, typer.Option(help="Such as upload, delete, retry, key_create, sign_in.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print every entry as a line of JSON.")] = False,
) -> None:
    """Show who did what to which video or key: one line a deed, with its result."""
    from vindex_search.audit.log import AuditLog
    from vindex_search.audit.query import Wanted, latest_of_each_deed, require_action, since_time, table
    from vindex_search.models.active_set import library_store

    with errors_as_sentences():
        wanted = Wanted(actor=actor, action=require_action(action), video=video, workspace=workspace)
        read = list(AuditLog(library_store(settings()).root).read(since_time(since)))
    entries = [entry for entry in read if entry and wanted.matches(entry)]
    if as_json:
        for entry in entries:
            print_json(json.dumps(asdict(entry)))
    else:
        print_lines(table(latest_of_each_deed(entries)))
    damaged = read.count(None)
    if damaged:
        raise fail(f"{damaged} lines of the audit log cannot be read")
