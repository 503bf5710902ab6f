"""content_index: entries in a folder and on S3."""

from __future__ import annotations

from pathlib import Path

import pytest
from upath import UPath

from tests.support.storage.s3 import S3
from vindex_search.storage.library.content_index import add, find, remove

BYTES, OTHERS = "ab" * 32, "cd" * 32


@pytest.fixture(params=["folder", "s3"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> UPath:
    if request.param == "folder":
        return UPath(tmp_path)
    s3: S3 = request.getfixturevalue("s3")
    place: UPath = UPath(f"s3://{s3.bucket}/store", use_listings_cache=False)
    return place


def test_entries_are_listed_by_content(root: UPath) -> None:
    assert find(root, BYTES) == []
    for sha256, video_id in ((BYTES, "b"), (BYTES, "a"), (BYTES, "a"), (OTHERS, "c")):
        add(root, sha256, video_id)
    assert (find(root, BYTES), find(root, OTHERS)) == (["a", "b"], ["c"])


def test_removing_an_entry_leaves_the_others(root: UPath) -> None:
    for sha256, video_id in ((BYTES, "b"), (BYTES, "a"), (OTHERS, "a")):
        add(root, sha256, video_id)
    for _ in range(2):
        remove(root, BYTES, "a")
        assert (find(root, BYTES), find(root, OTHERS)) == (["b"], ["a"])
    remove(root, BYTES, "b")
    assert find(root, BYTES) == []
    add(root, BYTES, "a")
    assert find(root, BYTES) == ["a"]
