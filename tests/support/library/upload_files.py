"""Adds and deletes uploaded files; lists partitions and videos of the library."""

from __future__ import annotations

from tests.support.library.home import Home
from tests.support.media.films import backdated
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.ids import video_id


def upload_file(home: Home, key: str, data: bytes = b"film") -> str:
    """Write a file, dated a minute ago, to the uploads; returns its video id."""
    path = home.uploads / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    backdated(path)
    return video_id(home.library.bucket.name, key)


def delete_file(home: Home, key: str) -> None:
    """Delete a file from the uploads."""
    (home.uploads / key).unlink()


def partition_keys(home: Home) -> set[str]:
    """The videos that have a partition."""
    return set(home.instance.get_dynamic_partitions(VIDEOS))


def stored_video_ids(home: Home) -> set[str]:
    """The videos that the store holds records of."""
    return set(home.library.store.video_ids())
