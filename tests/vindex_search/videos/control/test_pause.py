"""pause and resume: idempotent, written down, and refused for a name that is none."""

from __future__ import annotations

import pytest

from vindex_search.audit.actor import Actor
from vindex_search.audit.log import AuditLog
from vindex_search.storage.runs.paused import paused_workspaces
from vindex_search.storage.store import Store
from vindex_search.videos.control.pause import pause_sentence, pause_workspace, pauses, resume_workspace

ADA, EVE = Actor("key", "k1", "ada"), Actor("key", "k2", "eve")


def test_who_paused_first_stays_on_record(store: Store) -> None:
    pause_workspace(store, "team", actor=ADA)
    first = pauses(store)
    pause_workspace(store, "team", actor=EVE)
    assert [(one.workspace, one.by) for one in pauses(store)] == [("team", "ada")]
    assert pauses(store) == first


def test_a_resume_is_of_one_workspace_and_may_be_repeated(store: Store) -> None:
    for workspace in ("team", "tea"):
        pause_workspace(store, workspace)
    for _ in range(2):
        resume_workspace(store, "team")
    assert paused_workspaces(store.root) == {"tea"}
    assert (pause_sentence({"b", "a"}), pause_sentence(())) == ("paused: a, b", "")


def test_both_are_written_down_with_their_workspace(store: Store) -> None:
    pause_workspace(store, "team", actor=ADA)
    resume_workspace(store, "team", actor=EVE)
    entries = [entry for entry in AuditLog(store.root).read() if entry]
    assert [(one.action, one.result, one.workspace, one.actor_name) for one in entries] == [
        ("pause", "begun", "team", "ada"),
        ("pause", "done", "team", "ada"),
        ("resume", "begun", "team", "eve"),
        ("resume", "done", "team", "eve"),
    ]


@pytest.mark.parametrize("name", ["No!", "../team", "a--b", ""])
def test_a_malformed_name_is_refused_and_not_written_down(store: Store, name: str) -> None:
    for act in (pause_workspace, resume_workspace):
        with pytest.raises(ValueError, match="is not valid; allowed are"):
            act(store, name)
    assert list(AuditLog(store.root).read()) == []
