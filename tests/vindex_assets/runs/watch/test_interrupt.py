"""An interrupt ends the work of any thread, within its stretch and nowhere else."""

from __future__ import annotations

import os
import threading
import time

import pytest

from vindex_assets.runs.watch.interrupt import WAKE, Interruptible
from vindex_assets.runs.watch.verdict import StepStopped


def interrupt_soon(stretch: Interruptible) -> None:
    """Another thread interrupts the stretch."""
    threading.Thread(target=stretch.interrupt).start()


def sleep_for_ever() -> None:
    while True:
        time.sleep(0.005)


def be_interrupted(stretch: Interruptible) -> None:
    """Work until another thread interrupts it."""
    with stretch:
        interrupt_soon(stretch)
        sleep_for_ever()


def test_the_main_thread_is_interrupted() -> None:
    stretch = Interruptible()
    with pytest.raises(StepStopped):
        be_interrupted(stretch)
    assert not stretch.is_open


def test_another_thread_is_interrupted_too() -> None:
    ended = []

    def work() -> None:
        stretch = Interruptible()
        try:
            be_interrupted(stretch)
        except StepStopped:
            ended.append(stretch.is_open)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ended == [False]


def test_what_takes_exceptions_for_its_own_does_not_take_this() -> None:
    def take_all() -> None:
        try:
            be_interrupted(Interruptible())
        except Exception:  # noqa: BLE001 - as a library does
            pytest.fail("it was taken")

    with pytest.raises(StepStopped):
        take_all()


@pytest.mark.parametrize("entered", [False, True])
def test_outside_of_the_stretch_nothing_is_raised(entered: bool) -> None:
    stretch = Interruptible()
    if entered:
        with stretch:
            pass
    thread = threading.Thread(target=stretch.interrupt)
    thread.start()
    thread.join()
    with Interruptible() as later:
        os.kill(os.getpid(), WAKE)  # one that arrives late
        assert later.is_delivered
