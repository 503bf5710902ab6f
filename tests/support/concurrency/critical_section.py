"""Two threads at one critical section, without luck: who is in stays there until the other waits for a lock, or got in.

section = CriticalSection(monkeypatch, module)      # from now on the module's locks tell who waits for them
monkeypatch.setattr(module, "inner_step", section.around(module.inner_step))
section.check(first=subject.method, second=subject.other_method)
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType, TracebackType
from typing import Any, Final, TypeVar

import pytest

T = TypeVar("T")

PATIENCE_S: Final = 60.0  # for the other thread; no test takes a second of it


class CriticalSection:
    """What only one thread at a time may be in.

    Args:
        monkeypatch: Undoes at the end of the test what this replaces.
        module: Of the code under test. The locks that it makes from now on are watched.
        hold_at: The step inside the section, counted from one, at which the first thread is held.
        hand_over: As soon as the first thread gives back the lock that the second waits for, it waits until the second
            is done: what that finds is what the first leaves there, be it in the middle of its work.
    """

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, module: ModuleType, *, hold_at: int = 1, hand_over: bool = False
    ) -> None:
        self.steps = 0
        self._hold_at, self._hand_over = hold_at, hand_over
        self._awaited: object = None  # the lock that the second thread waits for
        self._second_done = threading.Event()
        self._armed = self._torn = False
        self._first: int | None = None  # the first thread
        self._began = threading.Event()  # the first thread is held, or has ended
        self._held = threading.Event()
        self._settled = threading.Event()  # the other thread waits for a lock, or got past it
        monkeypatch.setattr(module, "threading", _WatchedThreading(self))

    def around(self, step: Callable[..., T]) -> Callable[..., T]:
        """A step inside the section as it is, before which the first thread may be held."""

        def watched(*arguments: Any, **options: Any) -> T:
            self.step()
            return step(*arguments, **options)

        return watched

    def step(self) -> None:
        """A thread is inside the section."""
        if not self._armed:
            return
        if not self._held.is_set():
            self.steps += 1
            if self.steps == self._hold_at:
                self._held.set()
                self._began.set()
                assert self._settled.wait(PATIENCE_S), "the other thread neither waits for a lock nor got past it"
        else:
            self._got_past()

    def check(self, first: Callable[[], object], second: Callable[[], object]) -> bool:
        """Run two calls in two threads, the second while the first is held inside.

        Returns:
            Whether the first was held at all; false: it has fewer steps inside the section.

        Raises:
            AssertionError: the second one got in, or past, while the first was inside.
        """
        self._armed = True
        with ThreadPoolExecutor(2) as threads:
            one = threads.submit(self._run_first, first)
            assert self._began.wait(PATIENCE_S), "the first thread neither came into the section nor ended"
            if not self._held.is_set():
                one.result()
                return False
            other = threads.submit(self._run_second, second)
            one.result(PATIENCE_S)
            other.result(PATIENCE_S)
        assert not self._torn, "two threads were in the critical section at once"
        return True

    def _run_first(self, first: Callable[[], object]) -> None:
        self._first = threading.get_ident()
        try:
            first()
        finally:
            self._began.set()

    def _run_second(self, second: Callable[[], object]) -> None:
        try:
            second()
        finally:
            self._got_past()
            self._second_done.set()

    def _got_past(self) -> None:
        if not self._settled.is_set():
            self._torn = True
            self._settled.set()

    def waits_for(self, lock: object) -> None:
        """A thread waits for a lock that another one has."""
        if self._held.is_set() and not self._settled.is_set():
            self._awaited = lock
            self._settled.set()

    def gave_back(self, lock: object) -> None:
        """A thread has given back a lock; the second one may be through before the first gets here."""
        if self._hand_over and lock is self._awaited and threading.get_ident() == self._first:
            self._awaited = None
            assert self._second_done.wait(PATIENCE_S), "the second thread does not end"


class _WatchedThreading:
    """The module `threading`, but for its locks, which tell when a thread has to wait for one."""

    def __init__(self, section: CriticalSection) -> None:
        self._section = section

    def Lock(self) -> _WatchedLock:  # noqa: N802 - as in `threading`
        return _WatchedLock(threading.Lock(), self._section)

    def RLock(self) -> _WatchedLock:  # noqa: N802 - as in `threading`
        return _WatchedLock(threading.RLock(), self._section)

    def Condition(self) -> threading.Condition:  # noqa: N802 - as in `threading`
        lock: Any = self.Lock()
        return threading.Condition(lock)

    def __getattr__(self, name: str) -> Any:
        return getattr(threading, name)


class _WatchedLock:
    def __init__(self, lock: Any, section: CriticalSection) -> None:
        self._lock, self._section = lock, section

    def acquire(self, blocking: bool = True) -> bool:
        if self._lock.acquire(blocking=False):
            return True
        if not blocking:
            return False
        self._section.waits_for(self)
        return bool(self._lock.acquire())

    def release(self) -> None:
        self._lock.release()
        self._section.gave_back(self)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self, _type: type[BaseException] | None, _raised: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self.release()
