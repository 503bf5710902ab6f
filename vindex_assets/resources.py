"""Dagster resources: the library of the settings, opened late and once per process."""

from __future__ import annotations

from functools import cache
from typing import Any

import dagster as dg

from vindex_search.bucket import Bucket, open_bucket
from vindex_search.index.base import Index
from vindex_search.models.catalogue import ModelSet, model_set
from vindex_search.settings import Settings, settings
from vindex_search.store import Store


class Library(dg.ConfigurableResource[Any]):
    """The uploads, the artefacts, the model set and the index of one library."""

    @property
    def settings(self) -> Settings:
        """The settings of the environment."""
        return settings()

    @property
    def store(self) -> Store:
        """Where artefacts are kept."""
        return Store(self.settings.store_root)

    @property
    def bucket(self) -> Bucket:
        """Where uploads land; on S3 with the client of dagster-aws's resource, so with its credentials and retries."""
        address = self.settings.uploads_root
        client = _s3_client(self.settings.s3_endpoint) if address.startswith("s3://") else None
        return open_bucket(address, s3_client=client)

    @property
    def models(self) -> ModelSet:
        """The model set of the settings."""
        return model_set(self.settings.models, speakers=self.settings.speakers)

    def server_index(self) -> Index | None:
        """The index on a Qdrant server, ready to be written; None where the service embeds its own."""
        if not self.settings.qdrant_url:
            return None
        from vindex_search.service import open_server_index

        index = open_server_index(self.settings, self.models)
        index.ensure()
        return index


@cache
def _s3_client(endpoint: str) -> Any:
    from dagster_aws.s3 import S3Resource

    return S3Resource(endpoint_url=endpoint or None).get_client()
