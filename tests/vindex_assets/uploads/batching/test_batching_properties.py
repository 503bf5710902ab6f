"""What holds of all batches: no video twice, nobody left out, turns of workspaces."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.library.activity.planned_batches import MIB, NOW, due_rows, many, plan, upload
from vindex_assets.pipeline.policy import VIDEOS_PER_RUN
from vindex_assets.uploads.batching import (
    LIVE_S,
    MAX_BATCH_BYTES,
    MAX_QUEUED_RUNS,
    RUNS_PER_SLOT,
    Batch,
    partition_order,
    plan_batches,
)
from vindex_assets.uploads.video_state import VideoState
from vindex_search.contract.runs.control import PRIORITIES


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
