"""Which queue a step is sent to, and its priority there."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.cluster.queues import PRIORITIES, broker_priority, queue_of, workspace_of_run
from vindex_assets.uploads.batching import PRIORITY

OWN = frozenset({"acme"})
FILM = "acme--film-0123456789"


@pytest.mark.parametrize(
    ("workspace", "queue"), [("acme", "gpu-acme"), ("globex", "gpu"), (None, "gpu")], ids=["own", "shared", "several"]
)
def test_a_workspace_with_queues_of_its_own_has_them(workspace: str | None, queue: str) -> None:
    assert queue_of("gpu", workspace, OWN) == queue


@pytest.mark.parametrize(
    ("tags", "workspace"),
    [
        ({"vindex/workspace": "acme", "dagster/partition": "globex--film-0123456789"}, "acme"),
        ({"dagster/partition": FILM}, "acme"),
        ({"dagster/partition": "team---film-0123456789"}, "team-"),
        ({"dagster/asset_partition_range_start": FILM, "dagster/asset_partition_range_end": FILM}, "acme"),
        (
            {
                "dagster/asset_partition_range_start": FILM,
                "dagster/asset_partition_range_end": "acme--other-0123456789",
            },
            None,
        ),
        ({"dagster/partition": "no id"}, None),
        ({}, None),
    ],
    ids=["tagged", "one video", "dash", "range of one", "range", "foreign", "no videos"],
)
def test_the_workspace_of_a_run(tags: Mapping[str, str], workspace: str | None) -> None:
    assert workspace_of_run(tags) == workspace


@given(st.lists(st.integers(-100, 100), min_size=2))
def test_what_is_more_urgent_is_never_taken_later(run_priorities: list[int]) -> None:
    sent = [broker_priority(priority) for priority in sorted(run_priorities)]
    assert sent == sorted(sent, reverse=True)
    assert set(sent) <= set(PRIORITIES)


def test_live_uploads_are_taken_before_the_backlog() -> None:
    assert broker_priority(PRIORITY["live"]) < broker_priority(PRIORITY["backlog"])
