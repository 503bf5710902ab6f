"""The line that says where results come from."""

from __future__ import annotations

from benchmarks.harness.machine import this_machine
from tests.support.benchmarks.samples import MACHINE


def test_the_line_has_machine_commit_time_and_load() -> None:
    line = "Example 9000, 2 cores, 8 GiB, Python 3.11.9; commit 0123abcd, 2026-11-30 12:00, load 0.2 at the start"
    assert str(MACHINE) == line


def test_this_machine_has_cores_and_memory() -> None:
    found = this_machine()
    assert found.cores >= 1
    assert found.memory_gib > 0
