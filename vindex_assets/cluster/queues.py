"""Which queue a step is sent to, and its priority there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vindex_assets.runs.in_flight import PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG, WORKSPACE_TAG
from vindex_search.contract.ids import VIDEO_ID_PATTERN

DEFAULT_QUEUE: Final = "cpu"
PRIORITIES: Final = range(10)  # of Celery over Redis, which takes 0 first
LEAST_PRIORITY: Final = -10  # of a run: what has less waits with it
PRIORITIES_A_LIST: Final = 3  # priorities of runs that share one of Redis's lists: -10 to 19 have one each


def queue_of(queue: str, workspace: str | None, own: frozenset[str]) -> str:
    """The queue of a step: that of its policy, or the one which its workspace has to itself.

    Args:
        queue: Of the policy: `cpu` or `gpu`.
        workspace: Whose videos they are; None where a run has videos of several.
        own: The workspaces that have queues of their own.
    """
    return f"{queue}-{workspace}" if workspace in own else queue


def broker_priority(run_priority: int) -> int:
    """Priority in the queue of the steps of a run: 0 is taken first, the highest `dagster/priority` there."""
    first = max(0, (run_priority - LEAST_PRIORITY) // PRIORITIES_A_LIST)
    return max(PRIORITIES[0], PRIORITIES[-1] - first)


def workspace_of_run(tags: Mapping[str, str]) -> str | None:
    """The workspace of all videos of a run, by its tags; None where they are of several, or where it has no videos.

    The partitions of a range are ordered by the time that they were added, so the ends of one say little of what is
    between them, unless the sensor made it: it tags its runs with their workspace.
    """
    if WORKSPACE_TAG in tags:
        return tags[WORKSPACE_TAG]
    ends = {tags[name] for name in (PARTITION_TAG, RANGE_START_TAG, RANGE_END_TAG) if name in tags}
    if len(ends) != 1:
        return None
    found = VIDEO_ID_PATTERN.fullmatch(ends.pop())
    return found[1] if found else None
