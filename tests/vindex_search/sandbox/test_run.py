"""run: real crashes, hangs and memory blow-ups in a real child, and what the parent makes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.concurrency.waiting import until
from tests.support.media import child_tasks
from tests.support.session.checkout import CHECKOUT
from vindex_assets.failures import Cancelled, DecoderDied, Permanent, Transient
from vindex_search.sandbox import run_sandboxed

ENOUGH_S = 60.0


def test_a_result_comes_back_from_another_process() -> None:
    result = run_sandboxed(child_tasks.add, 2, 3, deadline_s=ENOUGH_S)
    assert result["sum"] == 5
    assert result["pid"] != os.getpid()


def test_progress_arrives_complete_and_in_order() -> None:
    reported: list[float] = []
    run_sandboxed(child_tasks.count, 2000, deadline_s=ENOUGH_S, progress=reported.append)
    assert reported == list(range(2000))


def test_arguments_of_any_size_get_through() -> None:
    text = "x" * 1_000_000
    assert run_sandboxed(child_tasks.add, text, "y", deadline_s=ENOUGH_S)["sum"] == text + "y"


def test_a_crash_is_permanent_and_another_decoder_may_do_better() -> None:
    with pytest.raises(DecoderDied, match=r"^the decoder crashed on this file \(SIGSEGV\)$"):
        run_sandboxed(child_tasks.crash, deadline_s=ENOUGH_S)


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGFPE, signal.SIGBUS, signal.SIGILL])
def test_a_crash_of_another_kind_is_named(number: signal.Signals) -> None:
    with pytest.raises(Permanent, match=f"crashed on this file .{number.name}"):
        run_sandboxed(child_tasks.kill_self, int(number), deadline_s=ENOUGH_S)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_kill_from_outside_is_transient(number: signal.Signals) -> None:
    with pytest.raises(Transient, match=f"killed from outside .{number.name}"):
        run_sandboxed(child_tasks.kill_self, int(number), deadline_s=ENOUGH_S)


def test_a_child_dies_of_sigterm_although_its_parent_ignores_it() -> None:
    """Dagster ignores SIGTERM at times, and a child inherits that."""
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with pytest.raises(Transient, match=r"killed from outside .SIGTERM"):
            run_sandboxed(child_tasks.kill_self, int(signal.SIGTERM), deadline_s=ENOUGH_S)
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("function", [child_tasks.hang, child_tasks.busy])
def test_a_child_past_its_deadline_is_killed(function: Callable[..., dict[str, Any]]) -> None:
    with pytest.raises(DecoderDied, match="decoding exceeded its deadline of 1 s"):
        run_sandboxed(function, deadline_s=1)


def test_a_child_without_progress_is_killed_and_its_position_is_named() -> None:
    with pytest.raises(DecoderDied, match=r"^decoding made no progress for 1 s; it had reached second 12.5$"):
        run_sandboxed(child_tasks.stall, 12.5, deadline_s=ENOUGH_S, stall_s=1)


def test_the_stall_timeout_starts_with_the_first_heartbeat() -> None:
    assert run_sandboxed(child_tasks.start_late, 1.0, deadline_s=ENOUGH_S, stall_s=0.2) == {"done": True}


def test_a_child_past_its_memory_limit_is_killed() -> None:
    with pytest.raises(Permanent, match="decoding used more than its limit of 300 MiB of memory"):
        run_sandboxed(child_tasks.leak_memory, deadline_s=ENOUGH_S, memory_limit=300 << 20)


def test_a_failed_allocation_counts_as_out_of_memory() -> None:
    with pytest.raises(Permanent, match="decoding used more than its limit of 2048 MiB of memory"):
        run_sandboxed(child_tasks.out_of_memory, deadline_s=ENOUGH_S)


@pytest.mark.parametrize("kind", [Permanent, Transient, Cancelled])
def test_a_failure_is_raised_with_its_class_and_reason(kind: type[Exception]) -> None:
    with pytest.raises(kind, match="done so"):
        run_sandboxed(child_tasks.fail, kind.__name__, "done so", deadline_s=ENOUGH_S)


def test_an_error_of_another_kind_is_named_without_its_text() -> None:
    with pytest.raises(Transient, match=r"^unexpected ZeroDivisionError while decoding; the log has the trace$"):
        run_sandboxed(child_tasks.raise_unexpected, deadline_s=ENOUGH_S)


def test_a_child_that_exits_without_a_result_crashed() -> None:
    with pytest.raises(DecoderDied, match="status 3"):
        run_sandboxed(child_tasks.exit_with, 3, deadline_s=ENOUGH_S)


def test_a_result_counts_even_if_the_child_hangs_at_exit() -> None:
    assert run_sandboxed(child_tasks.finish_and_hang, deadline_s=ENOUGH_S) == {"done": True}


def test_an_error_in_the_progress_callback_kills_the_child(tmp_path: Path) -> None:
    def stop(_: float) -> None:
        raise Cancelled("enough")

    with pytest.raises(Cancelled):
        run_sandboxed(child_tasks.busy, deadline_s=ENOUGH_S, progress=stop)


def _has_ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def _written(path: Path) -> int:
    until(lambda: path.exists() and path.read_text())
    return int(path.read_text())


def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    program = (
        "from tests.support.media import child_tasks; from vindex_search.sandbox import run_sandboxed; "
        f"from pathlib import Path; scratch = Path({str(tmp_path)!r}); "
        f"run_sandboxed(child_tasks.write_pid_and_hang, {str(note)!r}, deadline_s=600, writable=scratch)"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=CHECKOUT) as parent:
        child = _written(note)
        parent.kill()
    until(lambda: _has_ended(child))


def test_importing_the_sandbox_imports_no_heavy_library() -> None:
    program = (
        "import sys, vindex_search.sandbox, vindex_search.sandbox.child; "
        "print(sorted({'av', 'cv2', 'torch', 'numpy', 'polars', 'decord', 'dagster'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
