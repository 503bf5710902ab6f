"""JSON of collections and of shares, for those who make them."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from vindex_search.api.schemas import described
from vindex_search.api.schemas.urls import play_url, thumbnail_url
from vindex_search.sharing.collection import MAX_DESCRIPTION, MAX_ITEMS, MAX_TITLE, Collection
from vindex_search.sharing.followed import followed
from vindex_search.sharing.item import MAX_NOTE, Item
from vindex_search.sharing.share import MAX_MARGIN_S, SharedLink, ShareKind
from vindex_search.storage.store import Store
from vindex_search.videos.video import get_video

STRICT: Final = ConfigDict(extra="forbid")
IN_VIDEO: Final[dict[str, Any]] = {"examples": [12.5]}
Title = Annotated[str, Field(max_length=MAX_TITLE, description="What the list is called.", examples=["Tides"])]
Description = Annotated[str, Field(max_length=MAX_DESCRIPTION, description="What it is for; plain text.")]
Note = Annotated[str, Field(max_length=MAX_NOTE, description="What somebody says about the item; plain text.")]
Position = Annotated[int, Field(ge=0, le=MAX_ITEMS, description="Where in the list, from 0.", examples=[0])]
Start = Annotated[float | None, Field(ge=0, description="Start of a moment, in seconds; null: the whole video.")]
End = Annotated[float | None, Field(ge=0, description="End of the moment, in seconds; null: the whole video.")]


class CollectionRequest(BaseModel):
    """A new list."""

    model_config = STRICT

    workspace: Annotated[str, Field(json_schema_extra=described.WORKSPACE, description="Whose videos it will have.")]
    title: Title
    description: Description = ""


class CollectionPatch(BaseModel):
    """What is to change of a list; what is left out stays."""

    model_config = STRICT

    title: Title | None = None
    description: Description | None = None


class ItemRequest(BaseModel):
    """A video or a moment to put on a list."""

    model_config = STRICT

    video_id: str = Field(description="The video's id.", examples=["team--talk-0123456789"])
    start_s: Start = None
    end_s: End = None
    note: Note = ""
    position: Position | None = None


class ItemPatch(BaseModel):
    """What is to change of an item; what is left out stays."""

    model_config = STRICT

    note: Note | None = None
    position: Position | None = None


class ItemOut(BaseModel):
    """An item of a list."""

    id: str = Field(description="Its id within the list.", examples=["0a1b2c3d"])
    video_id: str | None = Field(description="The video's id; null: it is gone, and shows nothing any more.")
    title: str | None = Field(description="Of the video; null: it is gone.", examples=["tides"])
    duration_s: float | None = Field(description="Of the video, in seconds; null: unknown.")
    start_s: float | None = Field(description="Start of the moment; null: the whole video.")
    end_s: float | None = Field(description="End of the moment; null: the whole video.")
    note: str = Field(description="What somebody says about it.")
    added_by: str = Field(description="The key or user that added it.")
    added_at: str = Field(description="When, ISO 8601 in UTC.")
    play_url: str | None = Field(description="The page that plays it; null: the video is gone.")
    thumbnail_url: str | None = Field(description="A picture of it; null: there is none.")


class CollectionListed(BaseModel):
    """A list without its items."""

    id: str = Field(description="Its id.", examples=["team--0123456789abcdef"])
    workspace: str = Field(description="Whose videos it has.", examples=["team"])
    title: str = Field(description="What it is called.", examples=["Tides"])
    description: str = Field(description="What it is for.")
    count: int = Field(description="Number of its items.", examples=[3])
    revision: int = Field(description="Counts its changes; `If-Match` names it.", examples=[4])
    created_by: str = Field(description="The key or user that made it.")
    changed_at: str = Field(description="Of its last change, ISO 8601 in UTC.")


class CollectionOut(CollectionListed):
    """A list."""

    items: list[ItemOut] = Field(description="In their order.")


class CollectionsAnswer(BaseModel):
    """The lists that the caller can see."""

    collections: list[CollectionListed] = Field(description="By workspace, then by title.")


class ShareRequest(BaseModel):
    """What to share: a video, a moment of it, or a list."""

    model_config = STRICT

    video_id: str | None = Field(None, description="A video.", examples=["team--talk-0123456789"])
    start_s: Start = None
    end_s: End = None
    margin_s: float = Field(0.0, ge=0, le=MAX_MARGIN_S, description="Seconds shown around each moment.")
    collection_id: str | None = Field(None, description="A list.", examples=["team--0123456789abcdef"])
    ends: str = Field(
        "30d", max_length=20, description="Days from now, or the last day (UTC); a year at most.", examples=["30d"]
    )
    download: bool = Field(False, description="Offer downloads: of the film, of clips and of captions as files.")


class ShareOut(BaseModel):
    """A share; its token is told once, when it is made."""

    id: str = Field(description="Its id.", examples=["0123456789abcdef"])
    workspace: str = Field(description="Of what it shows.", examples=["team"])
    kind: ShareKind = Field(description="`video`, `moment` or `collection`.", examples=["video"])
    title: str | None = Field(description="Of the video or the list; null: it is gone, and nothing is shown.")
    video_id: str | None = Field(description="The video; null: it is a list, or gone.")
    collection_id: str | None = Field(description="The list; null: it is a video.")
    start_s: float | None = Field(description="Start of the moment; null: none.")
    end_s: float | None = Field(description="End of the moment; null: none.")
    margin_s: float = Field(description="Seconds shown around each moment.")
    download: bool = Field(description="Whether downloads are offered.")
    ends_at: str = Field(description="From when on it is refused, ISO 8601 in UTC.")
    ended: bool = Field(description="Whether it is refused by now.")
    created_by: str = Field(description="The key or user that made it.")
    created_at: str = Field(description="When, ISO 8601 in UTC.")
    used_at: str | None = Field(description="When somebody last used it, to the minute; null: nobody.")


class NewShareOut(ShareOut):
    """A share that was made now."""

    token: str = Field(description="Shown once: as a bearer, or in the address of its page.")
    url: str = Field(description="The page that shows it.", examples=["/s/vdl_0123456789abcdef_..."])


class SharesAnswer(BaseModel):
    """The shares that the caller can see."""

    shares: list[ShareOut] = Field(description="The newest first.")


def listed_out(collection: Collection) -> CollectionListed:
    """A list without its items."""
    return CollectionListed(**_fields(collection))


def collection_out(store: Store, collection: Collection) -> CollectionOut:
    """A list, with what the library has of its videos now."""
    return CollectionOut(**_fields(collection), items=[_item_out(store, item) for item in collection.items])


def _fields(collection: Collection) -> dict[str, Any]:
    names = {"id", "workspace", "title", "description", "revision", "created_by", "changed_at"}
    return {**collection.model_dump(include=names), "count": len(collection.items)}


def _item_out(store: Store, item: Item) -> ItemOut:
    video = get_video(store, followed(store, item.video_id, item.content) or "")
    kept = item.model_dump(include={"id", "start_s", "end_s", "note", "added_by", "added_at"})
    at = item.start_s or 0.0
    return ItemOut(
        **kept,
        video_id=video.video_id if video else None,
        title=video.title if video else None,
        duration_s=video.duration_s if video else None,
        play_url=play_url(video.video_id, at) if video else None,
        thumbnail_url=thumbnail_url(video, at) if video else None,
    )


def share_fields(
    share: SharedLink, *, title: str | None, video_id: str | None, ended: bool, used: str | None
) -> dict[str, Any]:
    """The fields of a share as JSON."""
    subject = share.subject
    return {
        **share.model_dump(include={"id", "download", "ends_at", "created_by", "created_at"}),
        **subject.model_dump(include={"workspace", "start_s", "end_s", "margin_s"}),
        "kind": subject.kind,
        "title": title,
        "video_id": video_id,
        "collection_id": subject.collection_id or None,
        "ended": ended,
        "used_at": used,
    }
