"""Opens the index of a model set: embedded in this process, or on a Qdrant server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vindex_search.common.net import is_loopback
from vindex_search.index.base import Index
from vindex_search.index.shards import active_shard
from vindex_search.index.types import Dimensions
from vindex_search.models.active_set import collection_name, configured_model_set
from vindex_search.models.catalogue import SETS
from vindex_search.models.model import ModelSet
from vindex_search.settings import Settings

if TYPE_CHECKING:
    from vindex_search.index.qdrant_edge import QdrantEdgeIndex


def dimensions(models: ModelSet) -> Dimensions:
    """Dimensions of the dense vectors of a model set."""
    return Dimensions(text=models.text.dim, visual=models.vision.dim if models.vision else None)


def open_server_index(settings: Settings, models: ModelSet) -> Index:
    """The index on the Qdrant server of the settings; its collection need not exist yet.

    Raises:
        ValueError: the API key would be sent unencrypted; the message names the address.
    """
    address = urlsplit(settings.qdrant_url)
    if settings.qdrant_api_key and address.scheme == "http" and not is_loopback(address.hostname or ""):
        raise ValueError(
            f"VINDEX_QDRANT_URL={settings.qdrant_url} would have the API key sent unencrypted; "
            f"allowed are https, or http to localhost, 127.0.0.1 or ::1"
        )
    from qdrant_client import QdrantClient

    from vindex_search.index.qdrant_server import QdrantServerIndex

    key = settings.qdrant_api_key.get_secret_value() if settings.qdrant_api_key else None
    client = QdrantClient(settings.qdrant_url, api_key=key, check_compatibility=False)  # which warns from a thread
    quantised = settings.quantisation == "scalar"
    return QdrantServerIndex(client, collection_name(models), dimensions(models), quantised=quantised)


def remove_points(settings: Settings, video_id: str) -> None:
    """Delete a video's points from the collections of all model sets on the Qdrant server.

    No-op for an embedded index, which follows the store.
    """
    if not settings.qdrant_url:
        return
    for name in SETS:
        index = open_server_index(settings, configured_model_set(settings, name))
        try:
            index.remove(video_id)
        finally:
            index.close()


def embedded_index(settings: Settings, models: ModelSet) -> QdrantEdgeIndex:
    """The embedded index, still closed; its caller holds the OwnerLock of `settings.index_dir` while it is open."""
    from vindex_search.index.qdrant_edge import QdrantEdgeIndex

    shard = active_shard(settings.index_dir, collection_name(models))
    return QdrantEdgeIndex(settings.index_dir / shard.folder, dimensions(models))
