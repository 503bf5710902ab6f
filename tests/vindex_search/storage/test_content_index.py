"""Which videos hold the same bytes: marks in a folder and on S3."""

from __future__ import annotations

from pathlib import Path

import pytest
from upath import UPath

from tests.support.storage.s3 import S3
from vindex_search.storage.content_index import mark, marked, unmark

BYTES, OTHERS = "ab" * 32, "cd" * 32


@pytest.fixture(params=["folder", "s3"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> UPath:
    if request.param == "folder":
        return UPath(tmp_path)
    s3: S3 = request.getfixturevalue("s3")
    place: UPath = UPath(f"s3://{s3.bucket}/store", use_listings_cache=False)
    return place


def test_marks_are_listed_by_what_they_say(root: UPath) -> None:
    assert marked(root, BYTES) == []
    for sha256, video_id in ((BYTES, "b"), (BYTES, "a"), (BYTES, "a"), (OTHERS, "c")):
        mark(root, sha256, video_id)
    assert (marked(root, BYTES), marked(root, OTHERS)) == (["a", "b"], ["c"])


def test_taking_one_back_leaves_the_others(root: UPath) -> None:
    for sha256, video_id in ((BYTES, "b"), (BYTES, "a"), (OTHERS, "a")):
        mark(root, sha256, video_id)
    for _ in range(2):
        unmark(root, BYTES, "a")
        assert (marked(root, BYTES), marked(root, OTHERS)) == (["b"], ["a"])
    unmark(root, BYTES, "b")
    assert marked(root, BYTES) == []
    mark(root, BYTES, "a")
    assert marked(root, BYTES) == ["a"]
