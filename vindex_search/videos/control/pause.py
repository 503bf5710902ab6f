"""Pauses and resumes workspaces: while one is paused, no run is requested for its videos.

Its runs that wait in Dagster's queue are taken out of it by the next tick of the upload sensor, so that a pause begins
within seconds, and asked for again after the resume; runs that have begun go on. Uploads are listed, and videos whose
upload is gone are removed, as ever.
"""

from __future__ import annotations

from collections.abc import Iterable

from vindex_search.audit.actor import Actor
from vindex_search.audit.trail import trail_of
from vindex_search.contract.ids import validate_workspace
from vindex_search.contract.runs.control import PausedRecord
from vindex_search.storage.runs.paused import paused_workspaces, read_paused, remove_paused, write_paused
from vindex_search.storage.store import Store
from vindex_search.videos.control.requested import timestamp


def pause_workspace(store: Store, workspace: str, *, actor: Actor | None = None) -> None:
    """Pause a workspace, whether or not it has videos yet; idempotent: who asked first stays on record.

    Args:
        store: The library's.
        workspace: Which.
        actor: Who pauses it; None: the machine's user.

    Raises:
        ValueError: the workspace is malformed.
        AuditUnavailable: it cannot be written down, and is not done.
    """
    trail = trail_of(store, actor)
    with trail.deed("pause", workspace=validate_workspace(workspace)):
        if workspace not in paused_workspaces(store.root):
            write_paused(store.root, PausedRecord(workspace, timestamp(), trail.actor.name))


def resume_workspace(store: Store, workspace: str, *, actor: Actor | None = None) -> None:
    """Resume a workspace; idempotent.

    Args:
        store: The library's.
        workspace: Which.
        actor: Who resumes it; None: the machine's user.

    Raises:
        ValueError: the workspace is malformed.
        AuditUnavailable: it cannot be written down, and is not done.
    """
    with trail_of(store, actor).deed("resume", workspace=validate_workspace(workspace)):
        remove_paused(store.root, workspace)


def pauses(store: Store) -> list[PausedRecord]:
    """The paused workspaces with since when and by whom, ordered by name."""
    records = (read_paused(store.root, workspace) for workspace in sorted(paused_workspaces(store.root)))
    return [record for record in records if record]


def pause_sentence(workspaces: Iterable[str]) -> str:
    """Which workspaces are paused, as "paused: other, team"; empty where none is."""
    names = ", ".join(sorted(workspaces))
    return f"paused: {names}" if names else ""
