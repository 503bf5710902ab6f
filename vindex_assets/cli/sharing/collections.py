"""Commands on collections: list, show, create, add, delete."""

from __future__ import annotations

import json
from typing import Annotated, Final

import typer

from vindex_assets.cli.commands.console import errors_as_sentences
from vindex_assets.cli.terminal import print_json, print_line
from vindex_search.settings import settings

app: Final = typer.Typer(no_args_is_help=True, help="Lists of videos and moments.")
CollectionId = Annotated[str, typer.Argument(metavar="ID", help="As `vindex collections list` shows it.")]


@app.command("list")
def collections_list(
    workspace: Annotated[str, typer.Option(help="Of this workspace alone.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the collections."""
    from vindex_search.models.active_set import library_store
    from vindex_search.sharing.collection_store import CollectionStore

    with errors_as_sentences():
        store = CollectionStore(library_store(settings()))
        names = [workspace] if workspace else store.workspaces()
        found = [one for name in names for one in store.in_workspace(name)]
    if as_json:
        print_json(json.dumps([one.model_dump(mode="json") for one in found]))
        return
    for one in found:
        print_line(f"{one.id}  {len(one.items)} items  {one.title}")


@app.command("show")
def collections_show(collection: CollectionId) -> None:
    """Print a collection with its items as JSON."""
    from vindex_search.models.active_set import library_store
    from vindex_search.sharing.collection_store import CollectionStore

    with errors_as_sentences():
        found = CollectionStore(library_store(settings())).find(collection)
        if found is None:
            raise ValueError(f"there is no collection {collection!r}; `vindex collections list` shows them")
    print_json(found.model_dump_json())


@app.command("create")
def collections_create(
    workspace: Annotated[str, typer.Argument(help="Whose videos it will have.")],
    title: Annotated[str, typer.Argument(help="What it is called.")],
) -> None:
    """Make an empty collection and print its id."""
    from vindex_search.models.active_set import library_store
    from vindex_search.sharing.collection_store import CollectionStore

    with errors_as_sentences():
        made = CollectionStore(library_store(settings())).create(workspace, title)
    print_line(made.id)


@app.command("add")
def collections_add(
    collection: CollectionId,
    video: Annotated[str, typer.Argument(help="The video's id.")],
    start: Annotated[float | None, typer.Option(help="Start of a moment, in seconds.")] = None,
    end: Annotated[float | None, typer.Option(help="End of it.")] = None,
    note: Annotated[str, typer.Option(help="What there is to say about it.")] = "",
) -> None:
    """Put a video, or a moment of it, at the end of a collection."""
    from vindex_search.audit.actor import machine_user
    from vindex_search.models.active_set import library_store
    from vindex_search.sharing.collection_store import CollectionStore
    from vindex_search.sharing.followed import content_of, is_there
    from vindex_search.sharing.item import new_item

    with errors_as_sentences():
        store = library_store(settings())
        if not is_there(store, video):
            raise ValueError(f"there is no video {video!r}; `vindex videos` lists them")
        content, by = content_of(store, video), machine_user().name
        item = new_item(video, content=content, by=by, start_s=start, end_s=end, note=note)
        after = CollectionStore(store).change(collection, lambda one: one.with_item(item))
    print_line(f"{after.id}  {len(after.items)} items  {after.title}")


@app.command("delete")
def collections_delete(collection: CollectionId) -> None:
    """Delete a collection; its videos stay, and links that share it show nothing any more."""
    from vindex_search.models.active_set import library_store
    from vindex_search.sharing.collection_store import CollectionStore

    with errors_as_sentences():
        deleted = CollectionStore(library_store(settings())).delete(collection)
    print_line(f"deleted: {deleted.id} ({deleted.title})")
