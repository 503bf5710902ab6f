"""How far a long step is, told to whoever listens in this process.

The command line listens to draw its bars; under Dagster's own workers nobody does, and telling costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, str, float], None]

_listeners: list[Listener] = []


@contextmanager
def subscribed(listener: Listener) -> Iterator[None]:
    """Call `listener(video id, asset, share done from 0 to 1)` while the context lasts."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def report(video_id: str, asset: str, share: float) -> None:
    """Say that `share` of an asset of a video is done."""
    for listener in _listeners:
        listener(video_id, asset, min(1.0, max(0.0, share)))
