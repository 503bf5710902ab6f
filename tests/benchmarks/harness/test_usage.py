"""A command is measured with its children: real processes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks.harness.usage import run_process

BUSY_S = 0.3
BUSY = f"import time; end = time.process_time() + {BUSY_S}\nwhile time.process_time() < end: pass"
PARENT_OF = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]], check=True)"
MIB = 64
LARGE = f"import time; block = b'x' * ({MIB} << 20); time.sleep(0.4)"


def test_processor_time_of_grandchildren_counts() -> None:
    assert run_process([sys.executable, "-c", PARENT_OF, BUSY]).cpu_s >= BUSY_S


def test_memory_of_grandchildren_counts() -> None:
    assert run_process([sys.executable, "-c", PARENT_OF, LARGE]).peak_mib >= MIB


def test_a_short_process_has_memory_too() -> None:
    assert run_process([sys.executable, "-c", ""]).peak_mib > 0


def test_the_environment_is_added_to_ours() -> None:
    run_process([sys.executable, "-c", "import os; os.environ['PATH'], os.environ['ONE']"], {"ONE": "1"})


def test_a_command_that_fails_has_no_figures() -> None:
    with pytest.raises(subprocess.CalledProcessError, match="exit status 3"):
        run_process([sys.executable, "-c", "raise SystemExit(3)"])
