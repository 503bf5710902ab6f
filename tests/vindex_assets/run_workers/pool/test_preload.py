"""preload: what the template imports starts no thread, so that it may be forked."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from tests.support.library.home import Home
from vindex_assets.run_workers.pool.preload import thread_count

ASK = """
import sys
from vindex_assets.run_workers.pool.preload import MODULES, preload, thread_count
preload()
print(thread_count(), sorted(set(MODULES) - set(sys.modules)))
"""


@pytest.mark.slow  # imports torch
@pytest.mark.timeout(300)
def test_all_modules_are_there_and_none_starts_a_thread(home: Home) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=home.environment, capture_output=True, text=True, check=False
    )
    assert done.stdout == "1 []\n"


def test_threads_are_counted() -> None:
    end, before = threading.Event(), thread_count()
    thread = threading.Thread(target=end.wait)
    thread.start()
    counted = thread_count()
    end.set()
    thread.join()
    assert counted == before + 1
