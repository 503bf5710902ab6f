"""pool_slots: a run that ended without a word gives back every slot, at once."""

from __future__ import annotations

import dagster as dg

from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.library.home import Home
from vindex_assets.runs.in_flight import fail_orphaned_runs
from vindex_assets.runs.worker_tag import worker_tag

POOL = "decode"
STEPS = ("frames", "audio")


def claim_all(instance: dg.DagsterInstance, run_id: str) -> None:
    """Have the steps of a run hold all slots of a pool."""
    instance.event_log_storage.set_concurrency_slots(POOL, len(STEPS))
    for step in STEPS:
        assert instance.event_log_storage.claim_concurrency_slot(POOL, run_id, step).is_claimed


def test_a_run_whose_worker_is_gone_holds_no_slot(home: Home) -> None:
    gone = {tag: value.rsplit("/", 1)[0] + "/1" for tag, value in worker_tag().items()}
    run = create_run_for_test(home.instance, status=dg.DagsterRunStatus.STARTED, tags=gone)
    other = create_run_for_test(home.instance, status=dg.DagsterRunStatus.STARTED)
    claim_all(home.instance, run.run_id)
    assert not home.instance.event_log_storage.claim_concurrency_slot(POOL, other.run_id, "frames").is_claimed
    assert fail_orphaned_runs(home.instance) == [run.run_id]
    assert home.instance.event_log_storage.claim_concurrency_slot(POOL, other.run_id, "audio").is_claimed
