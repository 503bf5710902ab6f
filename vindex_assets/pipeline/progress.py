"""Progress of long steps, published to the subscribers in this process.

The command line subscribes to draw its bars; under Dagster's own workers nobody does, and reporting costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, str, float], None]
"""Called with video id, asset and the share done, from 0 to 1."""

_listeners: list[Listener] = []


@contextmanager
def subscribed(listener: Listener) -> Iterator[None]:
    """Call `listener` with every report while the context lasts."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def report(video_id: str, asset: str, share: float) -> None:
    """Report that `share` of an asset of a video is done; clamped to the range from 0 to 1."""
    for listener in tuple(_listeners):  # steps in other threads come and go
        listener(video_id, asset, min(1.0, max(0.0, share)))
