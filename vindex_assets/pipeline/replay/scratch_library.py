"""A library whose store is a scratch folder: what is made in it touches neither the library's store nor its index."""

from __future__ import annotations

from vindex_assets.pipeline.resources import LibraryResource
from vindex_search.index.base import Index
from vindex_search.models.active_set import collection_name
from vindex_search.storage.store import Store


class ScratchLibrary(LibraryResource):
    """The bucket, settings and model set of a library with another store, and without an index."""

    scratch: str

    @property
    def store(self) -> Store:
        """The store in the scratch folder."""
        return Store(self.scratch, collection_name(self.models))

    def remove_points(self, video_id: str) -> None:
        """Nothing: the points of the library are not this one's."""

    def server_index(self) -> Index | None:
        """None: nothing is published from here."""
        return None
