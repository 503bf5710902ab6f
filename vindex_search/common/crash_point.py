"""Named places between two changes, at which tests end the process to show that the next one ends right.

In production nothing is ever armed: a point costs a call that compares one global with None (some 40 ns), and no
setting or environment variable arms it. Tests call `arm` in the process that is to die.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Action = Callable[[str, str], None]
"""Called with the name of a point and what is being changed there: an asset, a file's name or a video's id."""

POINTS: Final = frozenset(
    {
        # A file of the store, by its name: written beside its place, put there
        "file.drafted",
        "file.placed",
        # An artefact, by its file's name: the old stamp removed, the data there without a stamp
        "artefact.unstamped",
        "artefact.data_placed",
        # A step over one video, by its asset
        "step.begun",
        "step.made",
        "step.finished",
        "step.logged",
        "step.failing",
        # The records of a video, by its id
        "records.attempt_counted",
        "records.indexed",
        "records.attempts_removed",
        # Publication of a generation, by the video's id
        "publish.points_written",
        "publish.counted",
        "publish.mark_written",
        "publish.old_marks_removed",
        "publish.revision_replaced",
        # The same on a Qdrant server
        "server.upserted",
        "server.head_moved",
        "server.old_removed",
        "server.head_removed",
        # A tick of the sensor, in order
        "tick.orphans_failed",
        "tick.marks_applied",
        "tick.marks_cleared",
        "tick.rebuilt",
        "tick.scanned",
        "tick.drafts_swept",
        "tick.compared",
        "tick.unknown_removed",
        "tick.missing_marked",
        "tick.states_read",
        "tick.gone_removed",
        "tick.partitions_added",
        "tick.reconciled",
        "tick.planned",
        "tick.registered",
        "tick.snapshot_saved",
        "tick.saved",
        "tick.requested",
        # Removal of a video, by its id; of the uploads by their key
        "delete.marked",
        "delete.requested",
        "delete.remarked",
        "delete.points_removed",
        "delete.unshared",
        "delete.artefacts_removed",
        "delete.upload_removed",
        "delete.record_removed",
        "delete.finished",
        "remove.marked",
        "remove.unrecorded",
        "remove.points_removed",
        "remove.unpublished",
        "remove.unindexed",
        "remove.unregistered",
        "remove.partition_left",
        # What a video is told of, by its id; a message, by its id
        "alerts.recorded",
        "alerts.queued",
        "alerts.followed",
        "alerts.claimed",
        "alerts.posted",
        "alerts.delivered",
        # A correction, by what it is of: a video or a workspace; its points, by the video
        "correction.marked",
        "correction.written",
        "correction.points_written",
        "correction.indexed",
        "correction.published",
        # A switch to another model set, by its name
        "reindex.embedded",
        "reindex.alias_switched",
        "reindex.activated",
    }
)

_action: Action | None = None


class UnknownCrashPoint(LookupError):
    """A name that is not in POINTS."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is no crash point; there are {', '.join(sorted(POINTS))}")


def crash_point(name: str, what: str = "") -> None:
    """Pass a point; where a test has armed this process, its action is called, which may not return.

    Args:
        name: One of POINTS; only an armed process checks that.
        what: What is being changed.
    """
    if _action is not None:
        if name not in POINTS:
            raise UnknownCrashPoint(name)
        _action(name, what)


def arm(action: Action | None) -> None:
    """Have every point call an action from now on in this process and those that it forks; None: none does."""
    global _action  # noqa: PLW0603 - one process is armed or not, and a look at a global is all that a point costs
    _action = action
