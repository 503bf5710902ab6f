"""The fence before what is put in place: a process that works for a run asks first whether it still may.

A step whose run was failed meanwhile, and taken over by another one, must not write over the other's results. The
thread of a step sets its fence (`fenced`). A thread that has none, such as one that a step has started, asks those of
all steps in its process; a process without a step may always write.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Fence(Protocol):
    """Refuses by raising; `is_publishing`: readers will see what follows, so that the answer has to be a fresh one."""

    def __call__(self, *, is_publishing: bool) -> None:
        """Return where the work may go on."""


_fences: dict[int, Fence] = {}  # by the thread whose step it is


@contextmanager
def fenced(fence: Fence) -> Iterator[None]:
    """Context manager: ask `fence` before everything that this thread, or one without a fence, puts in place."""
    thread = threading.get_ident()
    outer = _fences.get(thread)
    _fences[thread] = fence
    try:
        yield
    finally:
        if outer:
            _fences[thread] = outer
        else:
            del _fences[thread]


def check_artefact() -> None:
    """Return where an artefact may be put in place; else what the fence raises."""
    for fence in _fences_here():
        fence(is_publishing=False)


def check_publication() -> None:
    """Return where a video may be published; else what the fence raises."""
    for fence in _fences_here():
        fence(is_publishing=True)


def _fences_here() -> tuple[Fence, ...]:
    own = _fences.get(threading.get_ident())
    return (own,) if own else tuple(_fences.values())
