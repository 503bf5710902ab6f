"""The MCP tools that save a search and list the saved ones: arguments, results, and the functions that run."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from vindex_search.alerts.delivery.entry import count_new, list_entries
from vindex_search.alerts.promised import promise_of
from vindex_search.alerts.saved_search import DEFAULT_ONE_IN, MAX_NAME_LENGTH, MAX_ONE_IN
from vindex_search.alerts.saving import new_search, visible_searches
from vindex_search.alerts.search_store import add_search
from vindex_search.api.mcp.arguments import ToolArguments, WorkspaceName
from vindex_search.api.mcp.results import ToolResult
from vindex_search.api.mcp.tools import ToolContext, ToolError
from vindex_search.api.schemas.query.search import MAX_QUERY_LENGTH
from vindex_search.audit.actor import Actor
from vindex_search.index.types import PointFilter
from vindex_search.query.parser import EmptyQuery
from vindex_search.query.retriever import SearchScope
from vindex_search.query.search import SearchRequest


class SaveArguments(ToolArguments):
    """Of `save_search`."""

    model_config = ConfigDict(title="SearchToSave")

    name: str = Field(min_length=1, max_length=MAX_NAME_LENGTH, description="What people call it.")
    query: str = Field(max_length=MAX_QUERY_LENGTH, description="What to find, as search_moments takes it.")
    workspace: WorkspaceName | None = None
    one_in: int = Field(
        default=DEFAULT_ONE_IN, ge=1, le=MAX_ONE_IN, description="At most one false alarm in so many new videos."
    )


class SavedArguments(ToolArguments):
    """Of `list_saved_searches`."""

    model_config = ConfigDict(title="SavedAsked")


class SavedTold(BaseModel):
    """A saved search."""

    id: str
    name: str
    query: str
    one_in: int = Field(description="At most one false alarm in so many new videos.")
    active: bool
    unseen: int = Field(description="Moments that it told and nobody has looked at.")


class SavedResult(ToolResult):
    """Of `list_saved_searches`."""

    model_config = ConfigDict(title="SavedSearchesTold")

    searches: list[SavedTold]

    def as_text(self) -> str:
        """A line for each."""
        lines = [f"{one.name}: {one.query!r}, {one.unseen} new" for one in self.searches]
        return "\n".join(lines) or "No search is saved."


class SaveResult(ToolResult):
    """Of `save_search`."""

    model_config = ConfigDict(title="SearchSaved")

    id: str
    promise: str = Field(description="What the rate of false alarms rests on.")

    def as_text(self) -> str:
        """That it is saved."""
        return f"Saved as {self.id}. {self.promise}"


def save_search(context: ToolContext, arguments: SaveArguments) -> SaveResult:
    """Save a search.

    Raises:
        ToolError: the caller may not, the query is empty, or the name is taken.
        Forbidden: the workspace is not the caller's.
    """
    caller, service = context.caller, context.service
    if not caller.has_permission("edit"):
        raise ToolError("the key has no scope `edit`, which saving a search needs")
    workspaces = caller.allowed_workspaces([arguments.workspace] if arguments.workspace else [])
    request = SearchRequest(arguments.query, SearchScope(PointFilter(workspaces=workspaces)))
    params = {"q": arguments.query} | ({"workspace": [arguments.workspace]} if arguments.workspace else {})
    try:
        _ = request.query
        search = new_search(arguments.name, request, params, one_in=arguments.one_in, webhook="", by=caller.name)
        add_search(
            service.store, search, actor=Actor("key" if caller.key_id else "anybody", caller.key_id, caller.name)
        )
    except EmptyQuery as empty:
        raise ToolError(empty.message_for("query")) from None
    except ValueError as refused:
        raise ToolError(str(refused)) from None
    return SaveResult(id=search.id, promise=promise_of(service, search).sentence)


def list_saved_searches(context: ToolContext, _arguments: SavedArguments) -> SavedResult:
    """The saved searches that the caller can see."""
    store = context.service.store
    found = [
        SavedTold(
            id=search.id,
            name=search.name,
            query=search.text,
            one_in=search.one_in,
            active=search.active,
            unseen=count_new(list_entries(store, search.id), search.seen_at),
        )
        for search in visible_searches(store, context.caller)
    ]
    return SavedResult(searches=found)
