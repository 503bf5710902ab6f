"""Commands on API keys: keys create, keys list, keys revoke."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import fail
from vindex_search.settings import settings

app: Final = typer.Typer(no_args_is_help=True, help="The API keys of the library.")


@app.command("create")
def keys_create(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="search (unset: it alone), upload, admin; repeatable.")
    ] = None,
    workspace: Annotated[list[str] | None, typer.Option(help="Only in this workspace; repeatable.")] = None,
) -> None:
    """Make a key and print it: once a library has keys, nobody is answered without one."""
    from vindex_search.auth.key_store import create_key
    from vindex_search.models.active_set import library_store

    try:
        key, written = create_key(library_store(settings()), name, scope or ["search"], workspace or [])
    except (ValueError, OSError) as problem:
        raise fail(str(problem)) from None
    typer.echo(written)
    typer.echo(f"This is the key of {key.name}. Keep it now: it is not shown again.", err=True)


@app.command("list")
def keys_list(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """The keys of the library and what each may do; no key itself."""
    from vindex_assets.cli.format import key_lines, keys_json
    from vindex_search.auth.key_store import read_keys
    from vindex_search.models.active_set import library_store

    try:
        keys = read_keys(library_store(settings()))
    except (ValueError, OSError) as problem:
        raise fail(str(problem)) from None
    typer.echo(keys_json(keys) if as_json else key_lines(keys))


@app.command("revoke")
def keys_revoke(
    which: Annotated[str, typer.Argument(metavar="ID-or-NAME", help="As `vindex keys list` shows it.")],
) -> None:
    """Let nobody in with a key any more; a running service follows within seconds."""
    from vindex_search.auth.key_store import revoke_key
    from vindex_search.models.active_set import library_store

    try:
        gone = revoke_key(library_store(settings()), which)
    except (ValueError, OSError) as problem:
        raise fail(str(problem)) from None
    typer.echo(f"revoked: {gone.id} ({gone.name})")
