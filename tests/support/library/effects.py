"""Effects on a library in a folder: its store, its uploads, Dagster's partitions, and points on a Qdrant server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.library.home import Home
from tests.support.storage.effects import Recorder, effects
from vindex_search.index import factory
from vindex_search.settings import Settings


@contextmanager
def library_effects(home: Home, points: set[str], *, stop_after: int | None = None) -> Iterator[Recorder]:
    """Record the effects of what is done to a library in this context; it ends without an error where they stopped.

    Args:
        home: The library.
        points: The videos that its Qdrant server holds points of.
        stop_after: Stop after so many effects.
    """
    root = home.library.store.root
    with (
        effects(root, home.uploads, stop_after=stop_after) as seen,
        pytest.MonkeyPatch.context() as patch,
    ):

        def remove_points(_: Settings, video_id: str) -> None:
            seen.about_to("remove points", video_id)
            points.discard(video_id)

        patch.setattr(factory, "remove_points", remove_points)
        yield seen
