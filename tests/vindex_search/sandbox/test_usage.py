"""What a child takes is known once it has ended, exactly, and by whom it was run."""

from __future__ import annotations

import subprocess
import sys

from tests.support.media.child_tasks import work_for
from vindex_search.sandbox import run_sandboxed
from vindex_search.sandbox.usage import ChildUsage, collected, peak_mib, reap


def test_a_sandboxed_call_leaves_its_time_and_its_peak() -> None:
    with collected() as used:
        run_sandboxed(work_for, 0.3, 64, deadline_s=60)
    assert used.cpu_s >= 0.3
    assert used.peak_mib >= 64


def test_an_ended_child_has_the_status_that_it_ended_with() -> None:
    child = subprocess.Popen([sys.executable, "-S", "-c", "raise SystemExit(3)"])
    with collected() as used:
        assert (reap(child), reap(child), child.wait()) == (3, 3, 3)
    assert used.cpu_s > 0


def test_nothing_is_collected_where_nobody_asks() -> None:
    child = subprocess.Popen([sys.executable, "-S", "-c", ""])
    reap(child)
    with collected() as used:
        pass
    assert used == ChildUsage()


def test_a_process_that_is_gone_has_no_peak() -> None:
    assert peak_mib("self") > 1
    assert peak_mib("0") == 0.0
