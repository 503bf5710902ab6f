"""Dagster resource of the library: settings, store, bucket, model set and index, opened when first used."""

from __future__ import annotations

from functools import cache
from typing import Any

import dagster as dg
from pydantic import Field

from vindex_search.index.base import Index
from vindex_search.models.active_set import active_model_set, configured_model_set, open_store
from vindex_search.models.model import ModelSet
from vindex_search.settings import Settings, settings
from vindex_search.storage.bucket import Bucket, open_bucket
from vindex_search.storage.store import Store
from vindex_search.storage.traffic.s3 import watch_sessions


class LibraryResource(dg.ConfigurableResource[Any]):
    """The bucket, the store, the model set and the index of one library."""

    other_set: str = Field(default="", description="Name of the model set to process for; empty for the live one.")

    @property
    def settings(self) -> Settings:
        """The settings of the environment."""
        return settings()

    @property
    def store(self) -> Store:
        """The store of artefacts and records."""
        return open_store(self.settings, self.models)

    @property
    def bucket(self) -> Bucket:
        """The bucket of uploads; on S3 with the client of dagster-aws, so with its credentials and retries."""
        address = self.settings.uploads_root
        client = _s3_client(self.settings.s3_endpoint) if address.startswith("s3://") else None
        return open_bucket(address, s3_client=client, encryption=self.settings.encryption)

    @property
    def models(self) -> ModelSet:
        """The model set that is processed for."""
        if self.other_set:
            return configured_model_set(self.settings, self.other_set)
        return active_model_set(self.settings)

    def remove_points(self, video_id: str) -> None:
        """Remove a video's points from every collection on the Qdrant server, not the live one alone.

        Without a server there is nothing to do: the service, which embeds the index, follows the store.
        """
        from vindex_search.index.factory import remove_points

        remove_points(self.settings, video_id)

    def server_index(self) -> Index | None:
        """The index on the Qdrant server, its collection created; None where the service embeds the index."""
        if not self.settings.qdrant_url:
            return None
        from vindex_search.index.factory import open_server_index

        index = open_server_index(self.settings, self.models)
        index.ensure()
        return index


@cache
def _s3_client(endpoint: str) -> Any:
    from dagster_aws.s3 import S3Resource

    watch_sessions()
    return S3Resource(endpoint_url=endpoint or None).get_client()
