"""Which run comes first where some videos have a higher or lower priority."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.support.library.activity.planned_batches import due_rows, keys_of, many, plan, upload
from vindex_assets.runs.run_tags import PRIORITY_TAG
from vindex_assets.uploads.batching import (
    LIVE_S,
    PRIORITY,
    RUNS_PER_SLOT,
)
from vindex_assets.uploads.video_state import VideoState
from vindex_search.contract.records import UploadRecord


def prioritised(uploads: Sequence[UploadRecord], **priorities: str) -> list[VideoState]:
    """Due rows, some of them of a priority, by the number of their upload."""
    by_number = {int(number.removeprefix("n")): priority for number, priority in priorities.items()}
    return [VideoState(one, "new", 0, by_number.get(number, "normal")) for number, one in enumerate(uploads)]  # type: ignore[arg-type]


def test_a_video_of_high_priority_is_first_and_alone_in_its_run() -> None:
    uploads = many(64, age_s=LIVE_S * 3)
    batches = plan(prioritised(uploads, n40="high"), queued={("backlog", "team"): 1})
    assert batches[0].uploads == (uploads[40],)
    assert [len(batch.uploads) for batch in batches[1:]] == [16, 16, 8], "and takes no place of the others"


def test_it_comes_before_and_one_of_low_priority_after_all_others_of_a_workspace_that_is_alone() -> None:
    old, new = many(8, age_s=LIVE_S * 3), upload("new")
    batches = plan([*prioritised(old, n3="high", n4="low"), *due_rows(new)], slots=8)
    places = {batch.priority: int(batch.request().tags["dagster/priority"]) for batch in batches}
    tags = {batch.priority: batch.request().tags[PRIORITY_TAG] for batch in batches}
    live = next(batch for batch in batches if batch.uploads == (new,)).request()
    assert places["high"] > int(live.tags["dagster/priority"]) > places["normal"] > places["low"]
    assert tags == {"high": "high", "normal": "normal", "low": "low"}


def test_it_takes_a_place_beyond_a_full_queue_for_each_slot() -> None:
    due = prioritised(many(9), n5="high", n6="high", n7="high")
    full = {("live", "team"): RUNS_PER_SLOT * 2}
    assert [batch.priority for batch in plan(due, queued=full)] == ["high", "high"]
    assert plan(due, queued={("live", "team"): RUNS_PER_SLOT * 2 + 2}) == []


def test_where_another_workspace_waits_priority_buys_no_turn() -> None:
    greedy = prioritised(many(40, workspace="a", age_s=900), **{f"n{number}": "high" for number in range(40)})
    patient = due_rows(*many(40, workspace="b", age_s=900))
    batches = plan(greedy + patient)
    assert Counter(batch.workspace for batch in batches) == {"a": 2, "b": 2}
    assert {batch.request().tags["dagster/priority"] for batch in batches} == {str(PRIORITY["live"])}
    assert plan(greedy, queued={("live", "a"): 3, ("live", "b"): 1}) == []


def test_an_old_video_of_high_priority_costs_its_workspace_no_turn() -> None:
    mine, theirs = (
        [upload("old", workspace="a", age_s=800), upload("new", workspace="a", age_s=5)],
        upload("x", workspace="b", age_s=60),
    )
    batches = plan([*prioritised(mine, n0="high"), *due_rows(theirs)], queued={("live", "a"): 1, ("live", "b"): 1})
    assert keys_of(batches) == [["a/old"], ["b/x"]]
