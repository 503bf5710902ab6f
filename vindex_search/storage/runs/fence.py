"""The fence before what is put in place: a process that works for a run asks first whether it still may.

A step whose run was failed meanwhile, and taken over by another one, must not write over the other's results. The
process of a step sets the fence (`fenced`); no other process has one, and may always write.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Fence(Protocol):
    """Refuses by raising; `is_publishing`: readers will see what follows, so that the answer has to be a fresh one."""

    def __call__(self, *, is_publishing: bool) -> None:
        """Return where the work may go on."""


_fences: list[Fence] = []


@contextmanager
def fenced(fence: Fence) -> Iterator[None]:
    """Context manager: ask `fence` before everything that this process puts in place."""
    _fences.append(fence)
    try:
        yield
    finally:
        _fences.remove(fence)


def check_artefact() -> None:
    """Return where an artefact may be put in place; else what the fence raises."""
    for fence in _fences:
        fence(is_publishing=False)


def check_publication() -> None:
    """Return where a video may be published; else what the fence raises."""
    for fence in _fences:
        fence(is_publishing=True)
