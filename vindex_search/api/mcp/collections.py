"""The MCP tools of collections: their arguments and results, and the functions that run."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from vindex_search.api.mcp.arguments import Seconds, ToolArguments, WorkspaceName
from vindex_search.api.mcp.results import ToolResult
from vindex_search.api.mcp.tools import ToolContext, ToolError, visible_video
from vindex_search.audit.actor import Actor
from vindex_search.sharing.collection import Collection
from vindex_search.sharing.collection_store import CollectionStore, UnknownCollection, collection_workspace
from vindex_search.sharing.followed import content_of
from vindex_search.sharing.item import MAX_NOTE, Item, SharingRefused, new_item

NOT_ALLOWED: Final = "this key may not change lists: it needs the scope 'edit'"


class CollectionsArguments(ToolArguments):
    """Of `list_collections`."""

    workspace: WorkspaceName | None = None


class CollectArguments(ToolArguments):
    """Of `add_to_collection`."""

    collection_id: str = Field(description="As list_collections returns it.")
    video_id: str = Field(description="As search_moments returns it.")
    start_s: Seconds | None = Field(None, description="Start of the moment; omit both times for the whole video.")
    end_s: Seconds | None = Field(None, description="End of the moment.")
    note: str = Field("", max_length=MAX_NOTE, description="Why it is on the list, for people.")


class CollectionTold(BaseModel):
    """A list of videos and moments."""

    collection_id: str
    title: str
    items: int


class CollectionsResult(ToolResult):
    """Of `list_collections` and `add_to_collection`."""

    model_config = ConfigDict(title="CollectionsTold")

    collections: list[CollectionTold]

    def as_text(self) -> str:
        """One line a list."""
        lines = (f"{one.collection_id}: {one.title} ({one.items} items)" for one in self.collections)
        return "\n".join(lines) or "There are no lists."


def list_collections(context: ToolContext, arguments: CollectionsArguments) -> CollectionsResult:
    """List the collections that the caller can see.

    Raises:
        Forbidden: the workspace is not the caller's.
    """
    store = CollectionStore(context.service.store)
    named = context.caller.allowed_workspaces([arguments.workspace] if arguments.workspace else [])
    found = [one for name in sorted(named or store.workspaces()) for one in store.in_workspace(name)]
    told = [CollectionTold(collection_id=one.id, title=one.title, items=len(one.items)) for one in found]
    return CollectionsResult(collections=told)


def _has(collection: Collection, item: Item) -> bool:
    """Whether the same video or moment is on a list: an agent that calls twice has added it once."""
    return any(
        (one.video_id, one.start_s, one.end_s) == (item.video_id, item.start_s, item.end_s) for one in collection.items
    )


def add_to_collection(context: ToolContext, arguments: CollectArguments) -> CollectionsResult:
    """Put a video or a moment at the end of a collection.

    Raises:
        ToolError: the caller may not, the collection or the video does not exist, or the range is not allowed.
    """
    caller = context.caller
    if not caller.has_permission("edit"):
        raise ToolError(NOT_ALLOWED)
    workspace = collection_workspace(arguments.collection_id)
    if workspace is None or not caller.can_see(workspace):
        raise ToolError(f"there is no list {arguments.collection_id!r}; list_collections returns them")
    video = visible_video(context, arguments.video_id)
    wish = arguments.model_dump(include={"start_s", "end_s", "note"})
    item = new_item(video.video_id, content=content_of(context.service.store, video.video_id), by=caller.name, **wish)
    actor = Actor("key" if caller.key_id else "anybody", caller.key_id, caller.name)
    try:
        after = CollectionStore(context.service.store, actor).change(
            arguments.collection_id, lambda one: one if _has(one, item) else one.with_item(item)
        )
    except (UnknownCollection, SharingRefused) as refused:
        raise ToolError(str(refused)) from None
    told = CollectionTold(collection_id=after.id, title=after.title, items=len(after.items))
    return CollectionsResult(collections=[told])
