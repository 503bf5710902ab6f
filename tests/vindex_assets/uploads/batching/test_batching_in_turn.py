"""Batches of a process that runs one at a time, as `vindex ingest` does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.support.library.activity.planned_batches import due_rows, keys_of, many, upload
from vindex_assets.pipeline.policy import VIDEOS_PER_RUN
from vindex_assets.uploads.batching import MAX_BYTES_IN_TURN, Batch, partition_order, plan_one_after_another
from vindex_assets.uploads.video_state import VideoState


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
