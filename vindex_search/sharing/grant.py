"""What a share shows now: its whole videos and its moments, as the library has them at this moment."""

from __future__ import annotations

from dataclasses import dataclass

from vindex_search.sharing.collection import Collection
from vindex_search.sharing.collection_store import CollectionStore
from vindex_search.sharing.followed import followed
from vindex_search.sharing.item import Item
from vindex_search.sharing.share import SharedLink
from vindex_search.storage.store import Store


@dataclass(frozen=True, slots=True)
class Shown:
    """One item of a share: a whole video (`start_s` and `end_s` are None), or a moment with its margins in them.

    `video_id` is None where the video is gone.
    """

    item: str
    video_id: str | None
    start_s: float | None = None
    end_s: float | None = None
    note: str = ""

    @property
    def is_moment(self) -> bool:
        """Whether it is a part of a video."""
        return self.start_s is not None


@dataclass(frozen=True, slots=True)
class Grant:
    """A valid share and what it shows; `collection` is None where it shares a video or a moment."""

    share: SharedLink
    shown: tuple[Shown, ...]
    collection: Collection | None = None

    @property
    def videos(self) -> frozenset[str]:
        """The videos that are shown whole."""
        return frozenset(one.video_id for one in self.shown if one.video_id and not one.is_moment)

    def moment(self, item: str) -> Shown | None:
        """The moment with an id, where its video is there."""
        return next((one for one in self.shown if one.item == item and one.is_moment and one.video_id), None)


def grant_of(store: Store, share: SharedLink) -> Grant | None:
    """What a share shows; None where its collection is gone."""
    subject = share.subject
    if subject.kind != "collection":
        item = Item(id=share.id, **subject.model_dump(include={"video_id", "content", "start_s", "end_s"}))
        return Grant(share, (_shown(store, item, subject.margin_s),))
    collection = CollectionStore(store).find(subject.collection_id)
    if collection is None or collection.workspace != subject.workspace:
        return None
    return Grant(share, tuple(_shown(store, item, subject.margin_s) for item in collection.items), collection)


def _shown(store: Store, item: Item, margin_s: float) -> Shown:
    video_id = followed(store, item.video_id, item.content)
    if item.start_s is None or item.end_s is None:
        return Shown(item.id, video_id, note=item.note)
    return Shown(item.id, video_id, max(0.0, item.start_s - margin_s), item.end_s + margin_s, item.note)
