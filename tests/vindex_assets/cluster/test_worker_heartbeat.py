"""The signs of life of a worker: heartbeat and claims, while it works, drains, and where store or broker are away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import redis
from upath import UPath

from tests.support.concurrency.waiting import until
from vindex_assets.cluster.claims import StepClaims
from vindex_assets.cluster.worker_heartbeat import WorkerPulse, WorkerState, new_heartbeat
from vindex_search.storage.runs import heartbeats


@pytest.fixture
def state() -> WorkerState:
    return WorkerState(task_ids=lambda: ["step"], end=pytest.fail)


def pulse_of(root: UPath, claims: StepClaims, state: WorkerState) -> WorkerPulse:
    return WorkerPulse(root, claims, new_heartbeat("one@host", ["cpu"], 2, "abc"), state)


def test_a_beat_says_what_the_worker_does_and_renews_its_claims(
    tmp_path: Path, claims: StepClaims, state: WorkerState
) -> None:
    state.is_draining = True
    pulse_of(UPath(tmp_path), claims, state).beat()
    (written,) = heartbeats.list_workers(UPath(tmp_path))
    assert (written.name, written.queues, written.concurrency, written.revision) == ("one@host", ("cpu",), 2, "abc")
    assert (written.busy, written.is_draining, written.pid) == (1, True, os.getpid())
    assert claims.holder("step") == "one@host"


def test_a_step_that_was_given_up_is_ended_once_the_worker_hears_of_it(tmp_path: Path, claims: StepClaims) -> None:
    ended: list[str] = []
    claims.give_up("step")
    pulse_of(UPath(tmp_path), claims, WorkerState(task_ids=lambda: ["other", "step"], end=ended.append)).beat()
    assert ended == ["step"]
    assert claims.holder("other") == "one@host"


def test_it_beats_until_it_is_stopped_and_leaves_nothing(
    tmp_path: Path, claims: StepClaims, state: WorkerState
) -> None:
    pulse = pulse_of(UPath(tmp_path), claims, state)
    pulse.start()
    until(lambda: heartbeats.list_workers(UPath(tmp_path)))
    pulse.stop()
    assert heartbeats.list_workers(UPath(tmp_path)) == []


def test_a_broker_that_is_away_costs_no_heartbeat(tmp_path: Path, state: WorkerState) -> None:
    away = StepClaims(redis.Redis(host="127.0.0.1", port=1))
    pulse_of(UPath(tmp_path), away, state).beat()
    assert [written.name for written in heartbeats.list_workers(UPath(tmp_path))] == ["one@host"]


def test_a_store_that_is_away_costs_no_claim(tmp_path: Path, claims: StepClaims, state: WorkerState) -> None:
    (tmp_path / "file").touch()
    pulse_of(UPath(tmp_path / "file"), claims, state).beat()
    assert claims.holder("step") == "one@host"
