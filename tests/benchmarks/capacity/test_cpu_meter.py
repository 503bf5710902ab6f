"""Processor time is attributed to the stretch of time in which it was used."""

from __future__ import annotations

import subprocess
import sys
import time

from benchmarks.capacity.cpu_meter import CpuMeter

BUSY_S = 0.4
BUSY = f"import time; end = time.process_time() + {BUSY_S}\nwhile time.process_time() < end: pass\ntime.sleep(0.5)"


def test_busy_and_idle_stretches_are_told_apart() -> None:
    with subprocess.Popen([sys.executable, "-c", BUSY]) as process, CpuMeter(process.pid) as meter:
        process.wait()
        ended = time.time()
    assert meter.total() >= BUSY_S * 0.9
    assert meter.between(ended - 0.2, ended) <= BUSY_S / 4


def test_time_before_and_after_has_used_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", BUSY]) as process, CpuMeter(process.pid) as meter:
        process.wait()
    assert meter.between(0.0, 1.0) == 0.0
    assert meter.between(time.time() + 1, time.time() + 2) == 0.0
