"""An interrupt ends the work of any thread, within its stretch and nowhere else."""

from __future__ import annotations

import os
import threading
import time

import pytest

from tests.support.concurrency.waiting import until
from vindex_assets.runs.watch.interrupt import WAKE, Interruptible, interrupt_thread
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


def test_another_thread_tells_when_the_interrupt_has_been_raised() -> None:
    """Until it has, the thread is in native code, and its process may have to be ended."""
    may_go_on, seen = threading.Event(), list[bool]()

    def work() -> None:
        stretch = Interruptible()
        with stretch:
            stretches.append(stretch)
            while not may_go_on.wait(0.005):
                pass
            sleep_for_ever()

    stretches: list[Interruptible] = []

    def take() -> None:
        try:
            work()
        except StepStopped:
            seen.append(stretches[0].is_delivered)

    thread = threading.Thread(target=take)
    thread.start()
    until(lambda: stretches)
    assert stretches[0].is_delivered
    interrupt_thread(thread)
    may_go_on.set()
    thread.join()
    assert seen == [True]


def test_an_interrupt_that_waits_for_native_code_is_not_delivered_yet() -> None:
    lock, ready = threading.Lock(), threading.Event()

    def work() -> None:
        inner = Interruptible()
        stretches.append(inner)
        try:
            with inner:
                ready.set()
                lock.acquire()  # an untimed wait: no bytecode runs until the lock is free
                sleep_for_ever()
        except StepStopped:
            lock.release()

    stretches: list[Interruptible] = []
    lock.acquire()
    thread = threading.Thread(target=work)
    thread.start()
    ready.wait()
    time.sleep(0.05)
    stretches[0].interrupt()
    assert not stretches[0].is_delivered
    lock.release()
    thread.join()
    assert stretches[0].is_delivered


def test_a_thread_without_a_stretch_is_left_alone() -> None:
    is_over = threading.Event()
    thread = threading.Thread(target=is_over.wait)
    thread.start()
    interrupt_thread(thread)
    is_over.set()
    thread.join()


def test_a_thread_is_interrupted_once_a_stretch() -> None:
    """A second interrupt would meet the clean-up after the first."""
    caught: list[int] = []
    is_cleaned_up = threading.Event()

    def work() -> None:
        try:
            with Interruptible():
                try:
                    sleep_for_ever()
                finally:
                    caught.append(1)
                    is_cleaned_up.wait(60)
        except StepStopped:
            pass

    thread = threading.Thread(target=work)
    thread.start()

    def is_interrupted() -> bool:
        interrupt_thread(thread)
        return bool(caught)

    until(is_interrupted)
    interrupt_thread(thread)
    is_cleaned_up.set()
    thread.join()
    assert caught == [1]
