"""The index anew from `points.parquet` alone: no model is loaded, nothing is embedded."""

from __future__ import annotations

from vindex_search.index.follow import catch_up
from vindex_search.index.lock import OwnerLock
from vindex_search.live import live_set
from vindex_search.opened import Opened
from vindex_search.settings import Settings


def rebuild(settings: Settings) -> int:
    """Drop the collection that answers and fill it from the store; returns the number of its points.

    Raises:
        IndexInUse: a service owns the embedded index; it has to be stopped first.
    """
    opened = Opened(settings, live_set(settings))
    lock = OwnerLock(settings.index_dir)
    if opened.embedded:
        lock.acquire()
    try:
        index = opened.open()
        index.drop()
        index.ensure()
        catch_up(opened.store, index)
        index.make_live()
        return index.count()
    finally:
        opened.close()
        lock.release()
