"""Commands on shares: create, list, revoke."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer

from vindex_assets.cli.commands.console import errors_as_sentences
from vindex_assets.cli.terminal import print_json, print_line, print_notice
from vindex_search.settings import settings

if TYPE_CHECKING:
    from vindex_search.sharing.share import Subject
    from vindex_search.storage.store import Store

app: Final = typer.Typer(no_args_is_help=True, help="Links that show a video, a moment or a collection without a key.")


@app.command("create")
def shares_create(
    what: Annotated[str, typer.Argument(metavar="VIDEO-or-COLLECTION", help="Its id.")],
    start: Annotated[float | None, typer.Option(help="Start of a moment, in seconds.")] = None,
    end: Annotated[float | None, typer.Option(help="End of it.")] = None,
    margin: Annotated[float, typer.Option(help="Seconds shown around each moment.")] = 0.0,
    ends: Annotated[str, typer.Option(metavar="30d|DATE", help="Days from now, or the last day (UTC).")] = "30d",
    download: Annotated[bool, typer.Option("--download", help="Offer downloads.")] = False,
) -> None:
    """Share something and print the path of its page, which is shown once."""
    from vindex_search.auth.expiry import expiry_time
    from vindex_search.models.active_set import library_store
    from vindex_search.sharing.share_store import ShareStore

    with errors_as_sentences():
        store = library_store(settings())
        ends_at = datetime.fromisoformat(expiry_time(ends, datetime.now(UTC)))
        subject = _subject(store, what).model_copy(update={"start_s": start, "end_s": end, "margin_s": margin})
        share, token = ShareStore(store).create(subject, ends_at, download=download)
    print_line(f"/s/{token}")
    print_notice(f"This is share {share.id}, until {share.ends_at}. Its link is not stored, and not shown again.")


def _subject(store: Store, what: str) -> Subject:
    from vindex_search.contract.ids import workspace_of_video
    from vindex_search.sharing.collection_store import CollectionStore
    from vindex_search.sharing.followed import content_of, is_there
    from vindex_search.sharing.share import Subject

    collection = CollectionStore(store).find(what)
    if collection:
        return Subject(workspace=collection.workspace, collection_id=collection.id)
    workspace = workspace_of_video(what)
    if not is_there(store, what):
        raise ValueError(f"there is no video and no collection {what!r}")
    return Subject(workspace=workspace, video_id=what, content=content_of(store, what))


@app.command("list")
def shares_list(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the shares: what they show, until when, and by whom; the links are not stored."""
    from vindex_search.models.active_set import library_store
    from vindex_search.sharing.share_store import ShareStore

    with errors_as_sentences():
        found = sorted(ShareStore(library_store(settings())).all(), key=lambda share: share.created_at)
    if as_json:
        print_json(json.dumps([share.model_dump(mode="json", exclude={"digest"}) for share in found]))
        return
    for share in found:
        subject = share.subject
        print_line(f"{share.id}  {subject.kind}  {subject.collection_id or subject.video_id}  until {share.ends_at}")


@app.command("revoke")
def shares_revoke(
    share_id: Annotated[str, typer.Argument(metavar="ID", help="As `vindex shares list` shows it.")],
) -> None:
    """Revoke a share; running services refuse its link within two seconds."""
    from vindex_search.models.active_set import library_store
    from vindex_search.sharing.share import SHARE_ID_PATTERN
    from vindex_search.sharing.share_store import ShareStore

    with errors_as_sentences():
        shares = ShareStore(library_store(settings()))
        found = shares.find(share_id) if SHARE_ID_PATTERN.fullmatch(share_id) else None
        if found is None:
            raise ValueError(f"there is no share {share_id!r}; `vindex shares list` shows them")
        shares.revoke(found)
    print_line(f"revoked: {found.id}")
