"""The index anew from `points.parquet` alone: no model is loaded, nothing is embedded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from vindex_search.index.follower import catch_up
from vindex_search.index.lock import OwnerLock
from vindex_search.index.shards import active_shard, set_active_shard
from vindex_search.models.active_set import active_model_set, collection_name
from vindex_search.query.engine import SearchEngine
from vindex_search.settings import Settings


def rebuild_index(settings: Settings) -> int:
    """Drop the collection that answers and fill it from the store; returns the number of its points.

    Raises:
        IndexInUse: a service owns the embedded index; it has to be stopped first.
    """
    opened = SearchEngine(settings, active_model_set(settings))
    lock = OwnerLock(settings.index_dir)
    if opened.embedded:
        lock.acquire()
    try:
        index = opened.open()
        index.drop()
        index.ensure()
        if opened.embedded:
            _without_graph(settings.index_dir, collection_name(opened.models))
        catch_up(opened.store, index)
        index.switch_alias()
        return index.count()
    finally:
        opened.close()
        lock.release()


def _without_graph(index_dir: Path, collection: str) -> None:
    set_active_shard(index_dir, collection, replace(active_shard(index_dir, collection), graph_points=0))
