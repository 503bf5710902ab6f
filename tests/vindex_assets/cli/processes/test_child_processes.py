"""Child processes end with their parent, together with the processes that they started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.support.concurrency.waiting import until
from tests.support.session.checkout import CHECKOUT
from vindex_assets.cli.processes import child_processes as processes_module
from vindex_assets.cli.processes import restarts
from vindex_assets.cli.processes.child_processes import ChildProcesses

PATIENCE_S = 60

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
open(sys.argv[1], "w").write(str(inner.pid))
time.sleep(300)
"""


def stubborn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module that ignores SIGTERM and has a child of its own; its id is written into the file returned."""
    (tmp_path / "stubborn_child.py").write_text(STUBBORN, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path / "pid"


def written(path: Path) -> int:
    until(lambda: path.exists() and path.read_text())
    return int(path.read_text())


def test_a_child_that_ignores_sigterm_is_killed_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes_module, "GRACE_S", 0.5)
    pid = stubborn(tmp_path, monkeypatch)
    with ChildProcesses() as processes:
        processes.start("stubborn", "stubborn_child", [str(pid)])
        inner = psutil.Process(written(pid))
        processes.check_alive()
    until(lambda: has_ended(inner))  # SIGKILL takes effect after the call returns


def has_ended(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_child_that_has_ended_is_an_error() -> None:
    with ChildProcesses() as processes:
        processes.start("short", "this", [])
        processes.wait()
        with pytest.raises(RuntimeError, match="short ended with status 0"):
            processes.check_alive()


COUNTED = """
import sys, time
with open(sys.argv[1], "a") as file: file.write("started\\n")
time.sleep(300)
"""


def test_a_child_that_is_kept_is_started_again_when_it_ends_and_ends_with_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(restarts, "FIRST_DELAY_S", 0.0)
    (tmp_path / "counted_child.py").write_text(COUNTED, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    starts = tmp_path / "starts"
    others = set(psutil.Process().children())
    with ChildProcesses() as processes:
        processes.start("daemon", "counted_child", [str(starts)])
        processes.keep("daemon")
        until(starts.exists)
        (first,) = set(psutil.Process().children()) - others
        first.kill()
        until(lambda: _is_alive(processes) and starts.read_text().count("started") == 2)
        (second,) = set(psutil.Process().children()) - others
    assert second.pid != first.pid
    assert has_ended(second)
    assert "daemon ended with status -9; it is started again in 0 s" in capsys.readouterr().err


def test_a_child_that_ends_at_once_each_time_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restarts, "FIRST_DELAY_S", 0.0)
    monkeypatch.setattr(restarts, "MAX_QUICK_ENDS", 2)
    with ChildProcesses() as processes:
        processes.start("short", "this", [])
        processes.keep("short")
        with pytest.raises(RuntimeError, match="short ended with status 0"):
            processes.wait()


CHILD = """
import os, sys, time
with open(sys.argv[1], "w") as file: file.write(str(os.getpid()))
time.sleep(300)
"""
PARENT = """
import signal, sys, time
from vindex_assets.cli.processes.child_processes import ChildProcesses
signal.signal(signal.SIGINT, signal.SIG_IGN)  # as in what a shell starts in the background
with ChildProcesses() as processes:
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))  # as Dagster does at each run in this process
    processes.start("child", "waiting_child", [sys.argv[1]])
    time.sleep(300)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_children_end_with_their_parent_however_it_ends(tmp_path: Path, how: signal.Signals) -> None:
    (tmp_path / "waiting_child.py").write_text(CHILD, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(CHECKOUT)])}
    with subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path / "pid")], env=environment) as parent:
        child = psutil.Process(written(tmp_path / "pid"))  # it runs: the kernel knows whose death ends it
        os.kill(parent.pid, how)
        parent.wait(timeout=PATIENCE_S)
        _gone, alive = psutil.wait_procs([child], timeout=PATIENCE_S)
        assert alive == []


def _is_alive(processes: ChildProcesses) -> bool:
    """True; RuntimeError where a child has ended for good. A child that is kept is started again by the question."""
    processes.check_alive()
    return True
