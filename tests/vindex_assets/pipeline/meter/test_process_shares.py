"""Shares of a process: exact for the thread of a step, even for pools, never more than the process took."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from tests.support.library.home import Home
from vindex_assets.pipeline.meter.process_shares import ProcessShares, Share

Work = Callable[[], None]


def busy(seconds: float) -> None:
    """Take processor time in this thread."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


TWO_STEPS = """
from tests.support.library.home import Home
from vindex_assets.pipeline.meter.process_shares import ProcessShares
shares = ProcessShares()
large = shares.begin()
held = bytearray(b"1") * (200 << 20)
del held
shares.end(large)
small = shares.begin()
shares.end(small)
print(large.peak_mib - small.peak_mib)
"""


def measured(shares: ProcessShares, work: Work) -> Share:
    share = shares.begin()
    work()
    shares.end(share)
    return share


def beside(shares: ProcessShares, *works: Work) -> list[Share]:
    """The shares of steps at work at once, each in a thread: none ends before all have begun."""
    begun, done = threading.Barrier(len(works)), threading.Barrier(len(works))
    found: dict[int, Share] = {}

    def run(number: int, work: Work) -> None:
        def together() -> None:
            begun.wait()
            work()
            done.wait()

        found[number] = measured(shares, together)

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found[number] for number in range(len(works))]


def test_a_step_alone_has_all_that_the_process_took() -> None:
    began = time.process_time()
    share = measured(ProcessShares(), lambda: busy(0.2))
    assert 0.2 <= share.cpu_s <= time.process_time() - began
    assert not share.is_shared
    assert share.peak_mib > 1


def test_threads_that_a_step_began_count_for_it() -> None:
    def in_a_pool() -> None:
        thread = threading.Thread(target=busy, args=(0.2,))
        thread.start()
        thread.join()

    assert measured(ProcessShares(), in_a_pool).cpu_s >= 0.2


def test_steps_at_once_have_their_own_time_each_and_the_rest_evenly() -> None:
    began = time.process_time()
    lazy, hard = beside(ProcessShares(), lambda: None, lambda: busy(0.4))
    assert hard.cpu_s - lazy.cpu_s >= 0.3
    assert lazy.cpu_s + hard.cpu_s <= time.process_time() - began + 0.01
    assert lazy.is_shared
    assert hard.is_shared


def test_what_was_taken_before_is_nobody_s() -> None:
    shares = ProcessShares()
    measured(shares, lambda: None)
    busy(0.3)
    assert measured(shares, lambda: None).cpu_s < 0.2


def test_a_peak_begins_anew_with_each_step(home: Home) -> None:
    """In a process of its own: one that runs the tests has other memory, which comes and goes."""
    done = subprocess.run(
        [sys.executable, "-c", TWO_STEPS], env=home.environment, capture_output=True, text=True, check=False
    )
    assert float(done.stdout) > 100


def test_a_share_that_has_ended_stays_as_it_is() -> None:
    shares = ProcessShares()
    share = measured(shares, lambda: None)
    before = share.cpu_s
    busy(0.1)
    shares.look(share)
    shares.end(share)
    assert share.cpu_s == before


def test_the_thread_of_a_share_may_be_gone() -> None:
    shares, found = ProcessShares(), list[Share]()
    thread = threading.Thread(target=lambda: found.append(shares.begin()))
    thread.start()
    thread.join()
    shares.end(found[0])
    assert found[0].cpu_s == pytest.approx(0.0, abs=0.5)


def test_a_share_that_nobody_closed_takes_nothing_from_the_next_step() -> None:
    shares = ProcessShares()
    left = shares.begin()  # an interrupt came before its end
    next_one = measured(shares, lambda: busy(0.1))
    before = left.cpu_s
    shares.look(left)
    assert next_one.cpu_s >= 0.1
    assert not next_one.is_shared
    assert left.cpu_s == before
