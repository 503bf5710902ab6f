"""What becomes of collections and shares when a video or a workspace is deleted: nothing of it stays in them.

A video uploaded again under the same name has the same id: left in a list, a deletion would be undone there. Who
deletes is in the audit log already, and what follows from it is not written down again.
"""

from __future__ import annotations

from collections.abc import Callable

from vindex_search.common.crash_point import crash_point
from vindex_search.contract.ids import workspace_of_video
from vindex_search.sharing.collection_store import FOLDER, CollectionStore
from vindex_search.sharing.followed import content_of, is_there
from vindex_search.sharing.item import Item
from vindex_search.sharing.share import Subject
from vindex_search.sharing.share_store import ShareStore
from vindex_search.storage import files
from vindex_search.storage.store import Store


def forget_video(store: Store, video_id: str) -> None:
    """Remove the shares of a deleted video and of its moments, and its items from every collection; idempotent.

    It comes before the video's own records go: items that follow it since a rename know it by its bytes alone.
    """
    means = _meaning(store, video_id)
    shares = ShareStore(store)
    for share in shares.all():
        if means(share.subject):
            shares.remove(share.id)
    collections = CollectionStore(store)
    for collection in collections.in_workspace(workspace_of_video(video_id)):
        if any(map(means, collection.items)):
            collections.follow(collection.id, lambda one: one.without(means))
    crash_point("delete.unshared", video_id)


def forget_workspace(store: Store, workspace: str) -> None:
    """Remove the shares and the collections of a workspace."""
    shares = ShareStore(store)
    for share in shares.all():
        if share.subject.workspace == workspace:
            shares.remove(share.id)
    files.remove_folder(store.root / FOLDER / workspace)


def _meaning(store: Store, video_id: str) -> Callable[[Item | Subject], bool]:
    """Tells what means a video: by its id or, where that is gone, by its bytes."""
    content = content_of(store, video_id)

    def means(one: Item | Subject) -> bool:
        if one.video_id == video_id:
            return True
        is_same = content is not None and one.content == content
        return is_same and bool(one.video_id) and not is_there(store, one.video_id)

    return means
