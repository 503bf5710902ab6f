"""Dagster resources: the library of the settings, opened late and once per process."""

from __future__ import annotations

from functools import cache
from typing import Any

import dagster as dg
from pydantic import Field

from vindex_search.index.base import Index
from vindex_search.models.active_set import active_model_set, configured_model_set, open_store
from vindex_search.models.catalogue import ModelSet
from vindex_search.settings import Settings, settings
from vindex_search.storage.bucket import Bucket, open_bucket
from vindex_search.storage.store import Store


class LibraryResource(dg.ConfigurableResource[Any]):
    """The uploads, the artefacts, the model set and the index of one library."""

    other_set: str = Field(default="", description="A model set to work for; empty: the one that answers now.")

    @property
    def settings(self) -> Settings:
        """The settings of the environment."""
        return settings()

    @property
    def store(self) -> Store:
        """Where artefacts are kept."""
        return open_store(self.settings, self.models)

    @property
    def bucket(self) -> Bucket:
        """Where uploads land; on S3 with the client of dagster-aws's resource, so with its credentials and retries."""
        address = self.settings.uploads_root
        client = _s3_client(self.settings.s3_endpoint) if address.startswith("s3://") else None
        return open_bucket(address, s3_client=client, encryption=self.settings.encryption)

    @property
    def models(self) -> ModelSet:
        """The model set that is worked for."""
        return (
            configured_model_set(self.settings, self.other_set) if self.other_set else active_model_set(self.settings)
        )

    def remove_points(self, video_id: str) -> None:
        """Remove a video's points from every collection on the Qdrant server, that of the live set and those beside it.

        Where the service embeds the index, it follows the store.
        """
        from vindex_search.index.factory import remove_points

        remove_points(self.settings, video_id)

    def server_index(self) -> Index | None:
        """The index on a Qdrant server, ready to be written; None where the service embeds its own."""
        if not self.settings.qdrant_url:
            return None
        from vindex_search.index.factory import open_server_index

        index = open_server_index(self.settings, self.models)
        index.ensure()
        return index


@cache
def _s3_client(endpoint: str) -> Any:
    from dagster_aws.s3 import S3Resource

    return S3Resource(endpoint_url=endpoint or None).get_client()
