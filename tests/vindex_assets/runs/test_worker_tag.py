from __future__ import annotations

import os
import subprocess
import sys

import pytest

from vindex_assets.runs.worker_tag import WORKER_TAG, is_worker_gone, worker_tag


def test_a_process_is_gone_when_it_has_ended_though_nobody_has_asked_for_its_status() -> None:
    worker = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    tag = worker_tag(worker.pid)[WORKER_TAG]
    assert not is_worker_gone(tag)
    worker.kill()
    os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)
    assert is_worker_gone(tag)
    worker.communicate()
    assert is_worker_gone(tag)


def test_a_process_that_got_the_number_of_a_dead_one_is_not_taken_for_it() -> None:
    host, pid, _began = worker_tag()[WORKER_TAG].split("/")
    assert is_worker_gone(f"{host}/{pid}/1")
    assert not is_worker_gone(worker_tag()[WORKER_TAG])


@pytest.mark.parametrize("tag", ["", "another-host/1/1"])
def test_processes_of_other_machines_are_never_gone(tag: str) -> None:
    assert not is_worker_gone(tag)
