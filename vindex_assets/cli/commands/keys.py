"""Commands on API keys: keys create, keys list, keys revoke."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import errors_as_sentences
from vindex_assets.cli.terminal import print_json, print_line, print_lines, print_notice
from vindex_search.settings import settings

app: Final = typer.Typer(no_args_is_help=True, help="API keys of the library.")


@app.command("create")
def keys_create(
    name: Annotated[str, typer.Argument(help="Name of the key, such as its owner.")],
    scope: Annotated[list[str] | None, typer.Option(help="search (the default), upload or admin; repeatable.")] = None,
    workspace: Annotated[list[str] | None, typer.Option(help="Restrict the key to this workspace; repeatable.")] = None,
    expires: Annotated[
        str, typer.Option(metavar="90d|DATE", help="Refuse it after so many days, or after a last day (UTC).")
    ] = "",
) -> None:
    """Create an API key and print it; once a library has a key, every request needs one."""
    from vindex_search.auth.key_store import create_key
    from vindex_search.models.active_set import library_store

    with errors_as_sentences():
        store = library_store(settings())
        key, written = create_key(store, name, scope or ["search"], workspace or [], expires=expires)
    print_line(written)
    print_notice(f"This is the API key {key.name!r}. Store it now: it is not shown again.")


@app.command("list")
def keys_list(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the API keys: scopes, workspaces, end and last use; the secrets are not stored."""
    from vindex_assets.cli.format import key_lines, keys_json
    from vindex_search.auth.key_record import read_record
    from vindex_search.auth.key_use import last_uses
    from vindex_search.models.active_set import library_store

    with errors_as_sentences():
        store = library_store(settings())
        keys = read_record(store)
        used = last_uses(store, [key.id for key in keys or ()])
    if as_json:
        print_json(keys_json(keys or (), used))
    else:
        print_lines(key_lines(keys, used))


@app.command("revoke")
def keys_revoke(
    id_or_name: Annotated[str, typer.Argument(metavar="ID-or-NAME", help="As `vindex keys list` shows it.")],
) -> None:
    """Revoke an API key; running services refuse it within seconds."""
    from vindex_search.auth.key_record import KEYS_FILE
    from vindex_search.auth.key_report import CLOSED
    from vindex_search.auth.key_store import read_keys, revoke_key
    from vindex_search.models.active_set import library_store

    with errors_as_sentences():
        store = library_store(settings())
        revoked = revoke_key(store, id_or_name)
        is_last = not read_keys(store)
    print_line(f"revoked: {revoked.id} ({revoked.name})")
    if is_last:
        print_notice(CLOSED.format(path=store.root / KEYS_FILE))
