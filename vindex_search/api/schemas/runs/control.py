"""Bodies of the routes that steer the pipeline."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from vindex_search.contract.runs.control import Priority
from vindex_search.storage.runs.paused import read_paused
from vindex_search.storage.store import Store


class PriorityRequest(BaseModel):
    """The priority of a video."""

    model_config = ConfigDict(extra="forbid")

    priority: Priority = Field(
        description="`high`: before the other videos of its workspace, in a run of its own; `low`: after them.",
        examples=["high"],
    )


class WorkspaceOut(BaseModel):
    """A workspace, and whether it is paused."""

    workspace: str = Field(description="Its name.", examples=["team"])
    paused: bool = Field(description="Whether no run is requested for its videos.", examples=[True])
    since: str | None = Field(
        description="Since when it is paused, ISO 8601 in UTC; null: it is not, or that is not known.",
        examples=["2026-03-01T12:00:00+00:00"],
    )


def workspace_out(store: Store, workspace: str) -> WorkspaceOut:
    """A workspace as it is on record now."""
    record = read_paused(store.root, workspace)
    since = record.at if record and record.at else None
    return WorkspaceOut(workspace=workspace, paused=record is not None, since=since)
