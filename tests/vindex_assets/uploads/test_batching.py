"""Which uploads share a run, in which order, and how many runs are requested: examples and properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.session.checkout import CHECKOUT
from vindex_assets.automation.schedules import HIGH_PRIORITY
from vindex_assets.pipeline.metadata.run_labels import RunVideo, run_labels
from vindex_assets.pipeline.policy import VIDEOS_PER_RUN
from vindex_assets.runs.in_flight import LANE_TAG, PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG, WORKSPACE_TAG
from vindex_assets.runs.run_tags import ASKED_BY_TAG, PRIORITY_TAG
from vindex_assets.uploads.batching import (
    LIVE_S,
    MAX_BATCH_BYTES,
    MAX_BYTES_IN_TURN,
    MAX_QUEUED_RUNS,
    PRIORITY,
    RUN_SLOTS,
    RUNS_PER_SLOT,
    RUNTIME_PER_VIDEO_S,
    Batch,
    partition_order,
    plan_batches,
    plan_one_after_another,
)
from vindex_assets.uploads.video_state import VideoState
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import UploadRecord
from vindex_search.contract.runs.control import PRIORITIES

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
MIB = 2**20


def upload(name: str, *, workspace: str = "team", age_s: float = 60.0, size: int = MIB) -> UploadRecord:
    key = f"{workspace}/{name}.mp4"
    at = datetime.fromtimestamp(NOW - age_s, UTC).isoformat(timespec="seconds")
    return UploadRecord(video_id("bucket", key), workspace, key, "v1", size, at)


def due_rows(*uploads: UploadRecord) -> list[VideoState]:
    return [VideoState(one, "new") for one in uploads]


def many(count: int, *, workspace: str = "team", age_s: float = 60.0) -> list[UploadRecord]:
    return [upload(f"{number:05}", workspace=workspace, age_s=age_s) for number in range(count)]


def plan(
    due: Sequence[VideoState],
    *,
    order: Sequence[str] | None = None,
    queued: Mapping[tuple[str, str], int] | None = None,
    slots: int = 2,
) -> list[Batch]:
    """The planned batches; the partitions were added in `partition_order`, if not in `order`."""
    keys = [one.video_id for one in partition_order(one.upload for one in due)] if order is None else order
    return plan_batches(due, order=keys, queued=queued or {}, now=NOW, slots=slots)


def keys_of(batches: Sequence[Batch]) -> list[list[str]]:
    """By batch, the names of its files."""
    return [[one.object_key.removesuffix(".mp4") for one in batch.uploads] for batch in batches]


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


def test_a_run_of_repairs_says_so() -> None:
    batch = plan(due_rows(upload("a")))[0]
    assert replace(batch, reasons=("repair",)).request().tags[ASKED_BY_TAG] == "repair"


@settings(max_examples=8)  # a fifth of a second each
@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=60),
    st.integers(1, 4),
    st.sampled_from([0.0, LIVE_S * 2]),
    st.booleans(),
)
def test_whoever_imports_ten_thousand_each_workspace_has_its_turn_in_the_first_round(
    sizes: list[int], slots: int, age_s: float, is_high: bool
) -> None:
    small = [
        upload(f"{n}", workspace=f"w{at}", age_s=age_s + 900) for at, size in enumerate(sizes) for n in range(size)
    ]
    imported = TEN_THOUSAND if not is_high else [replace(row, priority="high") for row in TEN_THOUSAND]
    batches = plan([*imported, *due_rows(*small)], slots=slots)
    names = [f"w{at}" for at in range(len(sizes))]
    firsts = list(dict.fromkeys(batch.workspace for batch in batches))
    assert sorted(firsts) == sorted(["big", *names]), "each has a run"
    assert Counter(batch.workspace for batch in batches)["big"] <= max(2, RUNS_PER_SLOT * slots)
    before_a_second = [batch.workspace for batch in batches[: len(firsts)]]
    if age_s == 0.0:
        assert len(set(before_a_second)) == len(firsts), "and nobody has a second one before"


@settings(max_examples=8)  # each plans a dozen times
@given(st.integers(MAX_QUEUED_RUNS + 1, 3 * MAX_QUEUED_RUNS), st.integers(25, MAX_QUEUED_RUNS))
def test_of_more_workspaces_than_the_queue_holds_nobody_has_a_second_turn_before_all_had_one(
    count: int, ended_at_once: int
) -> None:
    due = {row.video_id: row for at in range(count) for row in ROWS_OF[at]}
    names, active, served = {f"w{at}" for at in range(count)}, list[Batch](), list[str]()
    while set(served) != names:
        queued = Counter(("live", batch.workspace) for batch in active)
        batches = plan_batches(
            list(due.values()), order=[*due], queued=queued, now=NOW, last_turns=list(dict.fromkeys(reversed(served)))
        )
        assert batches
        served += [batch.workspace for batch in batches]
        for video in (video for batch in batches for video in batch.video_ids):
            del due[video]
        active = [*active, *batches][ended_at_once:]
    assert max(Counter(served[:count]).values()) == 1


ROWS_OF = [due_rows(*many(3, workspace=f"w{at}", age_s=float(at))) for at in range(3 * MAX_QUEUED_RUNS)]
TEN_THOUSAND = due_rows(*many(10_000, workspace="big", age_s=5))


@st.composite
def libraries(draw: st.DrawFn) -> tuple[list[VideoState], list[str]]:
    """Uploads of a few workspaces, some of them due, and the order of the partitions of them all."""
    uploads = [
        upload(
            str(number),
            workspace=draw(st.sampled_from(["a", "b", "c-d"])),
            age_s=draw(st.sampled_from([0.0, 30.0, LIVE_S, LIVE_S + 1, LIVE_S * 9])),
            size=draw(st.sampled_from([0, MIB, MAX_BATCH_BYTES // 2, MAX_BATCH_BYTES + 1])),
        )
        for number in range(draw(st.integers(0, 30)))
    ]
    order = draw(st.permutations([one.video_id for one in partition_order(uploads)]))
    if draw(st.booleans()):
        order = [one.video_id for one in partition_order(uploads)]
    priorities = st.sampled_from(PRIORITIES)
    due = [VideoState(one, "new", draw(st.integers(0, 2)), draw(priorities)) for one in uploads if draw(st.booleans())]
    return due, order


@given(libraries(), st.integers(1, 5), st.integers(0, 6))
def test_properties_of_batches(library: tuple[list[VideoState], list[str]], slots: int, busy: int) -> None:
    due, order = library
    queued = {("live", "a"): busy}
    batches = plan(due, order=order, queued=queued, slots=slots)
    attempts = {one.upload.video_id: one.attempts for one in due}
    priorities = {one.upload.video_id: one.priority for one in due}
    taken = [key for batch in batches for key in batch.video_ids]
    assert len(taken) == len(set(taken))
    assert set(taken) <= set(attempts)
    for batch in batches:
        ids = list(batch.video_ids)
        assert 1 <= len(ids) <= VIDEOS_PER_RUN
        assert order[order.index(ids[0]) : order.index(ids[-1]) + 1] == ids
        assert len({one.workspace for one in batch.uploads}) == 1
        assert len(ids) == 1 or not any(attempts[key] for key in ids)
        assert {priorities[key] for key in ids} == {batch.priority}
        assert len(ids) == 1 or batch.priority != "high"
        assert len(ids) == 1 or sum(one.size for one in batch.uploads) <= MAX_BATCH_BYTES
    for lane in ("live", "backlog"):
        runs = Counter(batch.workspace for batch in batches if batch.lane == lane)
        before = queued.get((lane, "a"), 0)
        assert runs.total() + before <= max(RUNS_PER_SLOT * slots, before) + max(3, slots), "one a workspace, or high"


@given(libraries(), st.integers(1, 5))
def test_nobody_who_is_due_goes_without_a_run(library: tuple[list[VideoState], list[str]], slots: int) -> None:
    due, order = library
    batches = plan(due, order=order, slots=slots)
    assert {batch.workspace for batch in batches} == {one.upload.workspace for one in due}


@given(libraries(), st.integers(1, 5))
def test_tick_by_tick_everything_has_its_run(library: tuple[list[VideoState], list[str]], slots: int) -> None:
    due, order = library
    for _ in range(len(due)):
        done = {key for batch in plan(due, order=order, slots=slots) for key in batch.video_ids}
        assert done or not due
        due = [one for one in due if one.upload.video_id not in done]
    assert due == []


def in_turn(due: Sequence[VideoState]) -> list[Batch]:
    """The batches of a process that runs one at a time."""
    order = [one.video_id for one in partition_order(row.upload for row in due)]
    return plan_one_after_another(due, order=order)


def test_a_process_that_runs_one_batch_at_a_time_takes_everything_in_few() -> None:
    assert [len(batch.uploads) for batch in in_turn(due_rows(*many(2 * VIDEOS_PER_RUN)))] == [VIDEOS_PER_RUN] * 2


def test_a_long_film_does_not_wait_for_the_next_one() -> None:
    films = [upload(name, size=MAX_BYTES_IN_TURN // 2 + 1) for name in ("a", "b")]
    assert keys_of(in_turn(due_rows(*films))) == [["team/a"], ["team/b"]]


def test_what_was_asked_for_first_comes_first_and_by_itself() -> None:
    rows = due_rows(*many(3))
    rows[2] = replace(rows[2], priority="high")
    assert keys_of(in_turn(rows))[0] == ["team/00002"]
