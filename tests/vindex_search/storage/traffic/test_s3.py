"""Requests and bytes of S3 are those that were really sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.storage.iam import allowed
from tests.support.storage.s3 import S3
from vindex_search.contract.artefacts import AUDIO, POINTS
from vindex_search.contract.runs.control import SkippedRecord
from vindex_search.storage.bucket.s3 import S3Bucket
from vindex_search.storage.published.revision import UNKNOWN
from vindex_search.storage.store import Store
from vindex_search.storage.traffic.count import counted

VIDEO = "team--a-0123456789"


def test_requests_of_the_store_count_by_their_price(s3: S3) -> None:
    store = Store(f"s3://{s3.bucket}/store", "vindex-0", endpoint=s3.endpoint)
    record = SkippedRecord("r1")
    with counted() as traffic:
        store.write_record(VIDEO, record)
    assert (traffic.writing_requests, traffic.bytes_written) == (1, len(record.to_json()))
    with counted() as traffic:
        assert store.read_record(VIDEO, SkippedRecord) == record
    assert (traffic.writing_requests, traffic.bytes_read) == (0, len(record.to_json()))
    assert traffic.reading_requests == 1
    with counted() as traffic:
        assert list(store.video_ids()) == [VIDEO]
    assert traffic.writing_requests == 2  # listings, one of the workspaces and one of their videos
    with counted() as traffic:
        store.remove_record(VIDEO, SkippedRecord)
    assert traffic.writing_requests == 0


def test_what_is_not_there_costs_no_listing(s3: S3) -> None:
    """A step looks for some ten artefacts and records that its video lacks: a listing costs twelve times a look."""
    store = Store(f"s3://{s3.bucket}/store", "vindex-0", endpoint=s3.endpoint)
    with counted() as traffic:
        assert store.try_read_record(VIDEO, SkippedRecord) is None
        assert not store.has_record(VIDEO, SkippedRecord)
        assert store.stamp(VIDEO, POINTS) is None
        assert store.stamp(VIDEO, AUDIO) is None
        assert store.read_library_json("queue.json") is None
        assert store.revision() == UNKNOWN
        store.remove_record(VIDEO, SkippedRecord)
        store.remove_artefact(VIDEO, AUDIO)
    assert (traffic.writing_requests, traffic.reading_requests) == (0, 6)


def test_an_object_without_the_right_to_read_it_is_not_taken_for_missing(s3: S3) -> None:
    store = Store(f"s3://{s3.bucket}/store", "vindex-0", endpoint=s3.endpoint)
    listing = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{s3.bucket}"}
    with allowed(s3, [listing]), pytest.raises(PermissionError):
        store.has_record(VIDEO, SkippedRecord)


def test_what_the_sdk_transfers_counts_by_its_size(s3: S3, tmp_path: Path) -> None:
    bucket = S3Bucket(s3.client, s3.bucket)
    (tmp_path / "a.mp4").write_bytes(b"0" * (9 << 20))
    with counted() as traffic:
        bucket.put("team/a.mp4", tmp_path / "a.mp4")
    assert (traffic.bytes_written, traffic.writing_requests) == (9 << 20, 2)
    with counted() as traffic, bucket.local_path("team/a.mp4"):
        pass
    assert traffic.bytes_read == 9 << 20
