"""preload: what the template imports starts no thread, so that it may be forked."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.library.home import Home

ASK = """
import sys
from vindex_assets.run_workers.pool.preload import MODULES, preload, thread_count
preload()
print(thread_count(), sorted(set(MODULES) - set(sys.modules)))
"""
ONE_MORE = """
import threading
from vindex_assets.run_workers.pool.preload import thread_count
end, before = threading.Event(), thread_count()
thread = threading.Thread(target=end.wait)
thread.start()
print(thread_count() - before)
end.set()
"""


@pytest.mark.slow  # imports torch
@pytest.mark.timeout(300)
def test_all_modules_are_there_and_none_starts_a_thread(home: Home) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=home.environment, capture_output=True, text=True, check=False
    )
    assert done.stdout == "1 []\n"


def test_threads_are_counted(home: Home) -> None:
    """In a process of its own: those that run the tests have threads that end when they like."""
    done = subprocess.run(
        [sys.executable, "-c", ONE_MORE], env=home.environment, capture_output=True, text=True, check=False
    )
    assert done.stdout == "1\n"
