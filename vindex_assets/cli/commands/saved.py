"""Commands on saved searches: searches add, list, told, remove, retry."""

from __future__ import annotations

import json
from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import errors_as_sentences
from vindex_assets.cli.terminal import print_json, print_line, print_notice
from vindex_search.settings import settings

app: Final = typer.Typer(no_args_is_help=True, help="Saved searches, which tell when a new video has a moment.")
SearchName = Annotated[str, typer.Argument(metavar="ID-or-NAME", help="As `vindex searches list` shows it.")]


@app.command("add")
def searches_add(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    query: Annotated[str, typer.Argument(help="What to find, as `vindex search` takes it.")],
    workspace: Annotated[list[str] | None, typer.Option(help="Only videos of this workspace; repeatable.")] = None,
    one_in: Annotated[int, typer.Option(min=1, help="At most one false alarm in so many new videos.")] = 100,
    webhook: Annotated[str, typer.Option(help="Address to tell.")] = "",
) -> None:
    """Save a search; what is published from now on is compared with it by the search service."""
    from vindex_search.alerts.saving import new_search, require_webhook
    from vindex_search.alerts.search_store import add_search
    from vindex_search.api.schemas.query.search import SearchParams
    from vindex_search.audit.actor import machine_user
    from vindex_search.auth.permissions import LOCAL_CALLER
    from vindex_search.common.net import parse_networks
    from vindex_search.models.active_set import active_model_set, open_store

    with errors_as_sentences():
        if webhook:
            require_webhook(webhook, parse_networks(settings().webhook_networks))
        params = SearchParams(q=query, workspace=workspace or [])
        request, by = params.to_request(LOCAL_CALLER), machine_user()
        search = new_search(name, request, params.query_params(), one_in=one_in, webhook=webhook, by=by.name)
        add_search(open_store(settings(), active_model_set(settings())), search, actor=by)
    print_line(search.id)
    if search.secret:
        print_notice(f"Messages are signed with {search.secret}. Store it now: it is not shown again.")


@app.command("list")
def searches_list(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the saved searches."""
    from vindex_search.alerts.search_store import read_searches
    from vindex_search.models.active_set import library_store

    with errors_as_sentences():
        found = read_searches(library_store(settings()))
    if as_json:
        print_json(json.dumps([search.model_dump(mode="json", exclude={"secret"}) for search in found], indent=1))
        return
    for search in found:
        where = ", ".join(search.workspaces) or "every workspace"
        state = "" if search.active else ", turned off"
        print_line(f"{search.id}  {search.name}: {search.text!r} in {where}, one in {search.one_in}{state}")


@app.command("told")
def searches_told(search: SearchName) -> None:
    """What a saved search told, newest first."""
    from vindex_search.alerts.delivery.entry import list_entries, read_entry
    from vindex_search.common.clock_time import player_time
    from vindex_search.models.active_set import library_store

    with errors_as_sentences():
        store = library_store(settings())
        search_id = _id_of(search)
        entries = [read_entry(store, search_id, name) for name in list_entries(store, search_id)]
    for entry in filter(None, entries):
        for moment in entry.batch.moments:
            at, said = player_time(moment.start_s), moment.text.strip()
            print_line(f"{entry.batch.at}  {entry.batch.id}  {entry.state}  {entry.video_id} {at}  {said}")


@app.command("retry")
def searches_retry(search: SearchName) -> None:
    """Deliver the messages again that were given up."""
    from vindex_search.alerts.delivery.sender import retry
    from vindex_search.models.active_set import library_store
    from vindex_search.storage.library import alert_files

    with errors_as_sentences():
        store = library_store(settings())
        search_id = _id_of(search)
        queued = [name for _, name in alert_files.list_markers(store.root, "dead", search_id)]
        for name in queued:
            retry(store, search_id, name)
    print_line(f"queued: {len(queued)}")


@app.command("remove")
def searches_remove(search: SearchName) -> None:
    """Delete a saved search, and what it told."""
    from vindex_search.alerts.search_store import delete_search
    from vindex_search.models.active_set import library_store

    with errors_as_sentences():
        search_id = _id_of(search)
        delete_search(library_store(settings()), search_id)
    print_line(f"deleted: {search_id}")


def _id_of(search: str) -> str:
    """The id of a search by its id or name.

    Raises:
        ValueError: there is none, or several have the name.
    """
    from vindex_search.alerts.search_store import read_searches
    from vindex_search.models.active_set import library_store

    found = [one.id for one in read_searches(library_store(settings())) if search in (one.id, one.name)]
    if len(found) != 1:
        raise ValueError(f"{len(found)} saved searches are called {search!r}; `vindex searches list` has their ids")
    return found[0]
