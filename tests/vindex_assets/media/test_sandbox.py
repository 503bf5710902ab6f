"""isolate: real crashes, hangs and memory blow-ups in a real child, and what the parent makes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.checkout import CHECKOUT
from tests.support.media import child_tasks
from tests.support.waiting import until
from vindex_assets.failures import Cancelled, Permanent, Transient
from vindex_assets.media.sandbox import run_sandboxed

ENOUGH_S = 60.0


def test_a_result_comes_back_from_another_process() -> None:
    result = run_sandboxed(child_tasks.add, 2, 3, deadline_s=ENOUGH_S)
    assert result["sum"] == 5
    assert result["pid"] != os.getpid()


def test_every_number_of_progress_arrives_in_order() -> None:
    told: list[float] = []
    run_sandboxed(child_tasks.count, 2000, deadline_s=ENOUGH_S, progress=told.append)
    assert told == list(range(2000))


def test_arguments_of_any_size_get_through() -> None:
    text = "x" * 1_000_000
    assert run_sandboxed(child_tasks.add, text, "y", deadline_s=ENOUGH_S)["sum"] == text + "y"


def test_a_crash_is_the_videos_fault() -> None:
    with pytest.raises(Permanent, match=r"^the decoder crashed on this file \(SIGSEGV\)$"):
        run_sandboxed(child_tasks.crash, deadline_s=ENOUGH_S)


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGFPE, signal.SIGBUS, signal.SIGILL])
def test_a_crash_of_another_kind_is_named(number: signal.Signals) -> None:
    with pytest.raises(Permanent, match=f"crashed on this file .{number.name}"):
        run_sandboxed(child_tasks.end_by, int(number), deadline_s=ENOUGH_S)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_an_end_from_outside_is_not_the_videos_fault(number: signal.Signals) -> None:
    with pytest.raises(Transient, match=f"ended from outside .{number.name}"):
        run_sandboxed(child_tasks.end_by, int(number), deadline_s=ENOUGH_S)


def test_a_child_can_be_ended_although_its_parent_ignores_the_signal() -> None:
    """Dagster ignores SIGTERM at times, and a child inherits that."""
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with pytest.raises(Transient, match=r"ended from outside .SIGTERM"):
            run_sandboxed(child_tasks.end_by, int(signal.SIGTERM), deadline_s=ENOUGH_S)
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("function", [child_tasks.hang, child_tasks.busy])
def test_work_past_its_deadline_is_ended(function: Callable[..., dict[str, Any]]) -> None:
    with pytest.raises(Permanent, match="decoding did not end within 1 s"):
        run_sandboxed(function, deadline_s=1)


def test_work_that_stands_still_is_ended_and_it_is_told_how_far_it_came() -> None:
    with pytest.raises(Permanent, match=r"^decoding stood still for 1 s; it had come to second 12.5$"):
        run_sandboxed(child_tasks.stand_still, 12.5, deadline_s=ENOUGH_S, stall_s=1)


def test_work_without_a_heartbeat_yet_does_not_stand_still() -> None:
    assert run_sandboxed(child_tasks.begin_late, 1.0, deadline_s=ENOUGH_S, stall_s=0.2) == {"done": True}


def test_a_memory_blow_up_is_ended() -> None:
    with pytest.raises(Permanent, match="decoding took more than 300 MiB of memory"):
        run_sandboxed(child_tasks.eat, deadline_s=ENOUGH_S, memory_limit=300 << 20)


def test_an_allocation_that_fails_is_a_memory_blow_up() -> None:
    with pytest.raises(Permanent, match="decoding took more than 2048 MiB of memory"):
        run_sandboxed(child_tasks.out_of_memory, deadline_s=ENOUGH_S)


@pytest.mark.parametrize("kind", [Permanent, Transient, Cancelled])
def test_a_failure_arrives_as_it_was_raised(kind: type[Exception]) -> None:
    with pytest.raises(kind, match="said so"):
        run_sandboxed(child_tasks.fail, kind.__name__, "said so", deadline_s=ENOUGH_S)


def test_an_error_of_another_kind_is_named_without_its_text() -> None:
    with pytest.raises(Transient, match=r"^unexpected ZeroDivisionError while decoding; the log has the trace$"):
        run_sandboxed(child_tasks.surprise, deadline_s=ENOUGH_S)


def test_a_child_that_leaves_without_an_answer_crashed() -> None:
    with pytest.raises(Permanent, match="status 3"):
        run_sandboxed(child_tasks.leave, 3, deadline_s=ENOUGH_S)


def test_an_answer_counts_even_if_the_child_then_hangs() -> None:
    assert run_sandboxed(child_tasks.answer_and_hang, deadline_s=ENOUGH_S) == {"done": True}


def test_an_error_in_the_parents_callback_ends_the_child(tmp_path: Path) -> None:
    def stop(_: float) -> None:
        raise Cancelled("enough")

    with pytest.raises(Cancelled):
        run_sandboxed(child_tasks.busy, deadline_s=ENOUGH_S, progress=stop)


def _gone(pid: int) -> bool:
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
        "from tests.support.media import child_tasks; from vindex_assets.media.sandbox import run_sandboxed; "
        f"run_sandboxed(child_tasks.say_and_hang, {str(note)!r}, deadline_s=600)"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=CHECKOUT) as parent:
        child = _written(note)
        parent.kill()
    until(lambda: _gone(child))


def test_importing_the_room_brings_nothing_heavy() -> None:
    program = (
        "import sys, vindex_assets.media.sandbox; "
        "print(sorted({'av', 'cv2', 'torch', 'numpy', 'polars', 'decord', 'dagster'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
