"""s3_encryption: every kind of write states it, and none does where it is not configured."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest

from tests.support.storage.s3 import S3
from vindex_search.common.s3_encryption import BUCKET_DEFAULT, S3Encryption
from vindex_search.contract.artefacts import AUDIO, POINTS
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.bucket import open_bucket
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

KEY = "arn:aws:kms:us-east-1:111122223333:key/6b7f0e2c-0000-4000-8000-000000000000"
ENCRYPTIONS = [S3Encryption("AES256"), S3Encryption("aws:kms", KEY)]
LARGE = 9 << 20  # bytes: more than boto3 sends in one request
LARGEST = 101 << 20  # more than s3fs does
VIDEO, OTHER = video_id("b", "team/talk.mp4"), video_id("b", "team/copy.mp4")
UPLOAD = UploadRecord(VIDEO, "team", "team/talk.mp4", version="1", size=5, uploaded_at="2026-01-01T00:00:00+00:00")
STAMP = Stamp((), "1")


def encryption_by_key(s3: S3) -> dict[str, S3Encryption]:
    """How every object of the bucket is encrypted, by key."""
    found = {}
    for item in s3.client.list_objects_v2(Bucket=s3.bucket).get("Contents", []):
        head: dict[str, Any] = s3.client.head_object(Bucket=s3.bucket, Key=item["Key"])
        found[item["Key"]] = S3Encryption(head.get("ServerSideEncryption", ""), head.get("SSEKMSKeyId", ""))
    return found


@pytest.mark.parametrize("encryption", ENCRYPTIONS)
def test_uploads_are_encrypted_in_one_part_in_many_and_by_clients(
    s3: S3, tmp_path: Path, encryption: S3Encryption
) -> None:
    bucket = open_bucket(f"s3://{s3.bucket}/up", endpoint=s3.endpoint, encryption=encryption)
    for name, size in (("small", 10), ("large", LARGE)):
        (tmp_path / name).write_bytes(bytes(size))
        bucket.put(f"team/{name}.mp4", tmp_path / name)
    place = bucket.presigned_put("team/sent.mp4", 10)
    assert place is not None
    assert httpx.put(place.url, content=bytes(10), headers=place.headers).status_code == 200
    assert encryption_by_key(s3) == dict.fromkeys(
        ("up/team/large.mp4", "up/team/sent.mp4", "up/team/small.mp4"), encryption
    )


def test_the_encryption_of_a_presigned_upload_is_signed(s3: S3) -> None:
    bucket = open_bucket(f"s3://{s3.bucket}", endpoint=s3.endpoint, encryption=ENCRYPTIONS[1])
    place = bucket.presigned_put("team/x.mp4", 10)
    assert place is not None
    assert "x-amz-server-side-encryption%3Bx-amz-server-side-encryption-aws-kms-key-id" in place.url
    assert place.headers == {"Content-Type": "video/mp4", **ENCRYPTIONS[1].headers}


@pytest.mark.parametrize("encryption", ENCRYPTIONS)
def test_artefacts_are_encrypted_however_they_are_written(s3: S3, tmp_path: Path, encryption: S3Encryption) -> None:
    store = Store(f"s3://{s3.bucket}/store", "c", endpoint=s3.endpoint, encryption=encryption)
    (tmp_path / "sound").touch()
    os.truncate(tmp_path / "sound", LARGEST)
    store.write_file(VIDEO, AUDIO, tmp_path / "sound", STAMP)
    store.write_bytes(VIDEO, "storyboard.vtt", bytes(6 << 20), STAMP)
    store.sink_table(VIDEO, POINTS, pl.LazyFrame({"row": [1]}), STAMP)
    store.write_table(VIDEO, "transcript.parquet", pl.DataFrame({"row": [1]}), STAMP)
    store.write_record(VIDEO, UPLOAD)
    store.publish(VIDEO, "aa", 1)
    store.index_content(VIDEO, "ab" * 32)
    assert store.copy_artefact(VIDEO, OTHER, AUDIO, STAMP)
    found = encryption_by_key(s3)
    assert len(found) == 12
    assert set(found.values()) == {encryption}


def test_the_bucket_default_states_nothing() -> None:
    assert (BUCKET_DEFAULT.extra_args, BUCKET_DEFAULT.headers) == ({}, {})


def test_the_endpoint_of_the_settings_reaches_the_store(s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    store = Store(f"s3://{s3.bucket}/store", "c", endpoint=s3.endpoint)
    store.write_record(VIDEO, UPLOAD)
    assert store.read_record(VIDEO, UploadRecord) == UPLOAD
    assert s3.client.list_objects_v2(Bucket=s3.bucket)["KeyCount"] == 1
