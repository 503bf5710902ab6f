"""Seconds in calls of models on a GPU, as their callers see them: from the call to the result on the host.

The wall time of a call is what it keeps the GPU from others for, as a worker of the `gpu` pool has it to itself; the
loading of the model is part of the call that needs it. What of it the GPU's own clock would show as busy is less.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(slots=True)
class GpuTime:
    """Seconds so far."""

    seconds: float = 0.0


_current: Final[ContextVar[GpuTime | None]] = ContextVar("gpu_time", default=None)


@contextmanager
def collected() -> Iterator[GpuTime]:
    """Context manager: collects the seconds of the model calls in its block."""
    found = GpuTime()
    token = _current.set(found)
    try:
        yield found
    finally:
        _current.reset(token)


@contextmanager
def model_call() -> Iterator[None]:
    """Context manager around a call of a model; it counts where models are on a GPU."""
    began = time.monotonic()
    try:
        yield
    finally:
        found = _current.get()
        if found is not None and _is_on_gpu():
            found.seconds += time.monotonic() - began


def _is_on_gpu() -> bool:
    """Whether models of this process are on a GPU: none is before one was asked for, which imports torch."""
    if "torch" not in sys.modules:
        return False
    from vindex_search.models.cache import device

    return device() == "cuda"
