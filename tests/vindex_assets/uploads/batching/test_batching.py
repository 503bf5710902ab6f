"""Which uploads share a run, in which order, and how many runs are requested: examples and properties."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from tests.support.library.activity.planned_batches import NOW, due_rows, keys_of, many, plan, upload
from tests.support.session.checkout import CHECKOUT
from vindex_assets.automation.schedules import HIGH_PRIORITY
from vindex_assets.pipeline.metadata.run_labels import RunVideo, run_labels
from vindex_assets.pipeline.policy import VIDEOS_PER_RUN
from vindex_assets.runs.in_flight import LANE_TAG, PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG, WORKSPACE_TAG
from vindex_assets.runs.run_tags import ASKED_BY_TAG, PRIORITY_TAG
from vindex_assets.uploads.batching import (
    LIVE_S,
    MAX_BATCH_BYTES,
    MAX_QUEUED_RUNS,
    PRIORITY,
    RUN_SLOTS,
    RUNS_PER_SLOT,
    RUNTIME_PER_VIDEO_S,
    partition_order,
)
from vindex_assets.uploads.video_state import VideoState
from vindex_search.contract.ids import video_id


@pytest.mark.parametrize(("due", "sizes"), [(1, [1]), (4, [1] * 4), (5, [2, 2, 1]), (40, [10] * 4), (64, [16] * 4)])
def test_a_run_is_no_larger_than_it_takes_to_keep_the_slots_busy(due: int, sizes: list[int]) -> None:
    assert sorted((len(batch.uploads) for batch in plan(due_rows(*many(due)))), reverse=True) == sizes


def test_of_very_many_only_as_many_are_planned_as_the_queue_has_places() -> None:
    batches = plan(due_rows(*many(10_000)))
    assert [len(batch.uploads) for batch in batches] == [VIDEOS_PER_RUN] * RUNS_PER_SLOT * 2
    assert plan(due_rows(*many(10_000)), queued={("live", "team"): 4}) == []
    assert len(plan(due_rows(*many(10_000)), queued={("live", "team"): 3})) == 1


def test_more_slots_take_more_runs() -> None:
    assert len(plan(due_rows(*many(10_000)), slots=20)) == 20 * RUNS_PER_SLOT


def test_a_video_that_was_tried_before_is_alone_in_its_run() -> None:
    uploads = many(40)
    due = [
        VideoState(one, "retry" if number == 5 else "new", 1 if number == 5 else 0)
        for number, one in enumerate(uploads)
    ]
    batches = plan(due, slots=8)
    (alone,) = [batch for batch in batches if uploads[5] in batch.uploads]
    assert alone.uploads == (uploads[5],)
    assert max(len(batch.uploads) for batch in batches) > 1


def test_a_batch_never_covers_a_partition_that_is_not_due() -> None:
    uploads = many(12)
    batches = plan(due_rows(*uploads[:3], *uploads[4:]), order=[one.video_id for one in uploads])
    assert [len(batch.uploads) for batch in batches] == [3, 3, 3, 2]
    assert all(uploads[3] not in batch.uploads for batch in batches)


def test_what_has_no_partition_is_left_for_the_next_tick() -> None:
    assert plan(due_rows(upload("a")), order=[]) == []


def test_large_files_do_not_share_a_run_for_longer_than_one_film() -> None:
    uploads = [upload(f"{number:03}", size=MAX_BATCH_BYTES // 3) for number in range(63)]
    assert {len(batch.uploads) for batch in plan(due_rows(*uploads))} == {3}
    assert len(plan(due_rows(upload("huge", size=MAX_BATCH_BYTES * 5)))) == 1


def test_the_newest_upload_of_a_workspace_is_the_next_one() -> None:
    assert keys_of(plan(due_rows(upload("old", age_s=900), upload("new", age_s=5), upload("older", age_s=2000)))) == [
        ["team/new"],
        ["team/old"],
        ["team/older"],
    ]


def test_it_is_so_too_where_the_partitions_were_added_the_other_way_round() -> None:
    uploads = [upload("older", age_s=2000), upload("old", age_s=900), upload("new", age_s=5)]
    batches = plan(due_rows(*uploads), order=[one.video_id for one in uploads], slots=1)
    assert keys_of(batches) == [["team/new"], ["team/older", "team/old"]]
    assert batches[1].newest == NOW - 900


def test_partitions_are_added_by_workspace_the_newest_first_and_by_name_where_they_are_of_one_time() -> None:
    uploads = [
        upload("b", workspace="z", age_s=1),
        *(upload("b", age_s=9), upload("a", age_s=9), upload("c", age_s=3)),
        upload("a", workspace="a", age_s=900),
    ]
    assert [one.object_key for one in partition_order(uploads)] == [
        *("a/a.mp4", "team/c.mp4", "team/a.mp4", "team/b.mp4", "z/b.mp4")
    ]


def test_the_limits_are_those_of_the_shipped_instance() -> None:
    shipped = (CHECKOUT / "dagster_home" / "dagster.yaml").read_text(encoding="utf-8")
    assert f" max_concurrent_runs: {RUN_SLOTS} " in shipped
    assert f" max_runtime_seconds: {RUNTIME_PER_VIDEO_S} " in shipped
    assert PRIORITY["live"] > PRIORITY["backlog"] == 0, "Dagster's own backfills have 0"
    assert PRIORITY["live"] < int(HIGH_PRIORITY["dagster/priority"])
    assert (LIVE_S, MAX_BATCH_BYTES) == (24 * 3600, 1 << 30)
    assert (RUNS_PER_SLOT, MAX_QUEUED_RUNS) == (2, 100)


def test_a_day_and_the_size_of_a_batch_are_counted_to_their_ends() -> None:
    assert [batch.lane for batch in plan(due_rows(upload("a", age_s=LIVE_S)))] == ["live"]
    halves = [upload(f"{number:03}", size=MAX_BATCH_BYTES // 2) for number in range(40)]
    assert {len(batch.uploads) for batch in plan(due_rows(*halves))} == {2}


def test_ten_thousand_uploads_of_one_workspace_do_not_hold_up_the_one_of_another() -> None:
    big_import = due_rows(*many(10_000, workspace="big", age_s=5))
    one = due_rows(upload("talk", workspace="small", age_s=600))
    assert [batch.workspace for batch in plan(big_import + one)] == ["big", "small", "big", "big"]
    full = {("live", "big"): 4}
    assert keys_of(plan(big_import + one, queued=full)) == [["small/talk"]]


def test_of_very_many_workspaces_no_more_are_let_in_than_a_queue_should_hold() -> None:
    due = due_rows(*(upload("a", workspace=f"team-{number}") for number in range(MAX_QUEUED_RUNS + 50)))
    assert len(plan(due)) == MAX_QUEUED_RUNS
    assert len(plan(due, queued={("live", "other"): MAX_QUEUED_RUNS - 10})) == 10


def test_workspaces_have_their_turns_whatever_they_are_called() -> None:
    due = [one for name in ("c", "a", "b") for one in due_rows(*many(100, workspace=name))]
    batches = plan(due, slots=8)
    assert set(Counter(batch.workspace for batch in batches).values()) <= {5, 6}


def test_the_uploads_of_today_come_before_the_backlog_and_have_places_of_their_own() -> None:
    old, new = many(100, age_s=LIVE_S + 60), upload("new", age_s=LIVE_S - 60)
    batches = plan(due_rows(*old, new))
    assert [batch.lane for batch in batches] == ["live", *["backlog"] * 4]
    assert keys_of(plan(due_rows(*old, new), queued={("backlog", "team"): 4})) == [["team/new"]]


def test_an_upload_of_a_clock_that_is_ahead_is_one_of_today() -> None:
    assert plan(due_rows(upload("a", age_s=-3600)))[0].lane == "live"


def test_a_run_of_one_video_is_requested_by_its_partition() -> None:
    request = plan(due_rows(upload("a")))[0].request()
    known_as = video_id("bucket", "team/a.mp4")
    assert request.partition_key == known_as
    assert request.run_key is None
    assert dict(request.tags) == {
        LANE_TAG: "live",
        WORKSPACE_TAG: "team",
        PARTITION_TAG: known_as,
        ASKED_BY_TAG: "sensor",
        PRIORITY_TAG: "normal",
        **run_labels([RunVideo(upload("a"), "new")]),
        "dagster/priority": "10",
        "dagster/max_retries": "0",
    }


def test_a_run_of_several_is_requested_by_its_partition_range() -> None:
    batch = plan(due_rows(*many(16, age_s=LIVE_S * 3)))[0]
    request = batch.request()
    assert request.partition_key is None
    assert request.run_key is None
    assert (request.tags[RANGE_START_TAG], request.tags[RANGE_END_TAG]) == (batch.video_ids[0], batch.video_ids[-1])
    assert (request.tags[LANE_TAG], request.tags["dagster/priority"]) == ("backlog", "0")
    assert request.tags["dagster/max_runtime"] == str(len(batch.uploads) * RUNTIME_PER_VIDEO_S)
    assert PARTITION_TAG not in request.tags


def test_a_run_of_repairs_says_so() -> None:
    batch = plan(due_rows(upload("a")))[0]
    assert replace(batch, reasons=("repair",)).request().tags[ASKED_BY_TAG] == "repair"
