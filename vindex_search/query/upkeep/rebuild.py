"""Rebuild an index from `points.parquet` alone: no model is loaded and nothing is embedded again."""

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
    """Drop the active collection and fill it from the store; returns its number of points.

    Raises:
        IndexInUse: a search service owns the embedded index; stop it first.
    """
    engine = SearchEngine(settings, active_model_set(settings))
    lock = OwnerLock(settings.index_dir)
    if engine.embedded:
        lock.acquire()
    try:
        index = engine.open()
        index.drop()
        index.ensure()
        if engine.embedded:
            _record_no_graph(settings.index_dir, collection_name(engine.models))
        catch_up(engine.store, index)
        index.switch_alias()
        return index.count()
    finally:
        engine.close()
        lock.release()


def _record_no_graph(index_dir: Path, collection: str) -> None:
    """The new shard has no HNSW graph, so that the next service builds one."""
    set_active_shard(index_dir, collection, replace(active_shard(index_dir, collection), graph_points=0))
