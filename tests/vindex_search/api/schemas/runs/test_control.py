"""Bodies of steering: what may be asked, and what is said of a workspace."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from vindex_search.api.schemas.runs.control import PriorityRequest, WorkspaceOut, workspace_out
from vindex_search.contract.runs.control import PRIORITIES, PausedRecord
from vindex_search.storage.runs import paused
from vindex_search.storage.store import Store

AT = "2026-03-01T12:00:00+00:00"


@pytest.mark.parametrize("priority", PRIORITIES)
def test_a_priority_is_taken(priority: str) -> None:
    assert PriorityRequest.model_validate({"priority": priority}).priority == priority


@pytest.mark.parametrize("body", [{"priority": "urgent"}, {}, {"priority": "high", "for": "ever"}])
def test_any_other_body_is_refused(body: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        PriorityRequest.model_validate(body)


def test_a_paused_workspace_says_since_when(store: Store) -> None:
    assert workspace_out(store, "team") == WorkspaceOut(workspace="team", paused=False, since=None)
    paused.write_paused(store.root, PausedRecord(workspace="team", at=AT, by="ada"))
    assert workspace_out(store, "team") == WorkspaceOut(workspace="team", paused=True, since=AT)
