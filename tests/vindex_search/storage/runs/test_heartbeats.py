"""Heartbeats: written over and over, listed, removed; a damaged one does not hide the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from upath import UPath

from vindex_search.contract.runs.heartbeat import StepHeartbeat, WorkerHeartbeat
from vindex_search.storage.runs import heartbeats

STEP = StepHeartbeat("r1", "frames", "team--a-0123456789", 0.5, began=1.0, at=2.5, host="one", pid=7)
WORKER = WorkerHeartbeat("cpu@one", "one", 7, ("cpu",), 2, "", is_draining=False, at=2.5)


def test_the_last_heartbeat_of_each_step_is_listed(tmp_path: Path) -> None:
    root, later, other = UPath(tmp_path), replace(STEP, at=7.5, share=0.75), replace(STEP, asset="audio")
    for heartbeat in (STEP, later, other):
        heartbeats.write_step(root, heartbeat)
    assert heartbeats.list_steps(root) == [other, later]
    heartbeats.remove_step(root, "r1", "audio")
    heartbeats.remove_step(root, "r1", "audio")
    assert heartbeats.list_steps(root) == [later]


def test_those_of_a_run_that_is_over_go_together(tmp_path: Path) -> None:
    root, other = UPath(tmp_path), replace(STEP, run_id="r2")
    for heartbeat in (STEP, replace(STEP, asset="audio"), other):
        heartbeats.write_step(root, heartbeat)
    heartbeats.remove_run(root, "r1")
    heartbeats.remove_run(root, "r3")
    assert heartbeats.list_steps(root) == [other]


def test_the_last_heartbeat_of_each_worker_is_listed(tmp_path: Path) -> None:
    root, draining = UPath(tmp_path), replace(WORKER, is_draining=True)
    heartbeats.write_worker(root, WORKER)
    heartbeats.write_worker(root, draining)
    assert heartbeats.list_workers(root) == [draining]
    heartbeats.remove_worker(root, WORKER.name)
    assert heartbeats.list_workers(root) == []


def test_a_damaged_heartbeat_does_not_hide_the_others(tmp_path: Path) -> None:
    root = UPath(tmp_path)
    heartbeats.write_step(root, STEP)
    (root / heartbeats.STEPS / "r1" / "audio.json").write_bytes(b"{")
    assert heartbeats.list_steps(root) == [STEP]
