"""A value shared by threads that can be replaced while it is in use."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Swappable(Generic[T]):
    """Holds one value: `use` after `replace` gets the new one, and `replace` waits for the users of the old one."""

    def __init__(self, value: T) -> None:
        self._value = value
        self._users: Counter[int] = Counter()
        self._changed = threading.Condition()

    @property
    def value(self) -> T:
        """The current value, for a use that needs no protection against `replace`."""
        return self._value

    @contextmanager
    def use(self) -> Iterator[T]:
        """Context manager: the current value, which is not given back by `replace` while the block lasts."""
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
        """Set another value; returns the old one, which may be closed, once its last user is done."""
        with self._changed:
            old, self._value = self._value, value
            self._changed.wait_for(lambda: not self._users[id(old)])
            del self._users[id(old)]
        return old
