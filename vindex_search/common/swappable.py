"""A value that many threads use while one of them may put another in its place."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Swappable(Generic[T]):
    """Whoever begins to use the value after `replace` gets the new one; the old one lasts until nobody uses it."""

    def __init__(self, value: T) -> None:
        self._value = value
        self._users: Counter[int] = Counter()
        self._changed = threading.Condition()

    @property
    def value(self) -> T:
        """The value of this moment, for those who need it no longer than that."""
        return self._value

    @contextmanager
    def use(self) -> Iterator[T]:
        """The value, which stays whole while the block lasts."""
        with self._changed:
            value = self._value
            self._users[id(value)] += 1
        try:
            yield value
        finally:
            with self._changed:
                self._users[id(value)] -= 1
                self._changed.notify_all()

    def replace(self, value: T) -> T:
        """Put another value in; returns the old one when nobody uses it any more."""
        with self._changed:
            old, self._value = self._value, value
            self._changed.wait_for(lambda: not self._users[id(old)])
            del self._users[id(old)]
        return old
