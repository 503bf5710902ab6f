"""s3: an error of the store is never taken for an upload that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from tests.support.storage.s3 import S3
from vindex_search.storage.bucket.s3 import S3Bucket

# A HEAD has no body: its error's code is the HTTP status as boto3 writes it, or a name where a proxy gives one.
ERRORS = [
    ("400", 400),
    ("401", 401),
    ("403", 403),
    ("AccessDenied", 403),
    ("InvalidAccessKeyId", 403),
    ("405", 405),
    ("412", 412),
    ("SlowDown", 503),
    ("500", 500),
    ("InternalError", 500),
    ("503", 503),
    ("PreconditionFailed", 412),
]
KEY = "team/x.mp4"


@pytest.fixture
def stubbed() -> Iterator[tuple[S3Bucket, Stubber]]:
    """A bucket whose client answers what a test says, without a network."""
    client: Any = boto3.client("s3", aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
    with Stubber(client) as stubber:
        yield S3Bucket(client, "uploads", "up"), stubber
    client.close()


def add_error(stubber: Stubber, code: str, status: int) -> None:
    where = {"Bucket": "uploads", "Key": f"up/{KEY}"}
    stubber.add_client_error("head_object", code, http_status_code=status, expected_params=where)


@pytest.mark.parametrize(("code", "status"), ERRORS)
def test_an_error_is_not_taken_for_a_missing_upload(stubbed: tuple[S3Bucket, Stubber], code: str, status: int) -> None:
    bucket, stubber = stubbed
    add_error(stubber, code, status)
    with pytest.raises(ClientError) as raised:
        bucket.stat(KEY)
    assert raised.value.response["Error"]["Code"] == code


@pytest.mark.parametrize("code", ["404", "NoSuchKey", "NotFound"])
def test_a_missing_upload_is_none_under_each_of_its_names(stubbed: tuple[S3Bucket, Stubber], code: str) -> None:
    bucket, stubber = stubbed
    add_error(stubber, code, 404)
    assert bucket.stat(KEY) is None


def test_an_error_is_not_a_missing_file_either(stubbed: tuple[S3Bucket, Stubber]) -> None:
    bucket, stubber = stubbed
    add_error(stubber, "403", 403)
    with pytest.raises(ClientError), bucket.local_path(KEY):
        pass


def test_an_error_of_the_listing_is_no_empty_bucket(stubbed: tuple[S3Bucket, Stubber]) -> None:
    bucket, stubber = stubbed
    stubber.add_client_error("list_objects_v2", "NoSuchBucket", http_status_code=404)
    with pytest.raises(ClientError, match="NoSuchBucket"):
        list(bucket.list())


def test_the_upload_time_is_in_utc_whatever_zone_the_store_gives(stubbed: tuple[S3Bucket, Stubber]) -> None:
    bucket, stubber = stubbed
    noon = datetime(2026, 7, 1, 12, 0, 0, 999_999, UTC)
    for zone in (UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8))):
        head = {"ETag": '"abc"', "ContentLength": 9, "LastModified": noon.astimezone(zone)}
        stubber.add_response("head_object", head, {"Bucket": "uploads", "Key": f"up/{KEY}"})
        found = bucket.stat(KEY)
        assert found is not None
        assert (found.key, found.version, found.size, found.uploaded_at) == (KEY, "abc", 9, "2026-07-01T12:00:00+00:00")


@pytest.mark.parametrize("prefix", ["some/prefix", "/some/prefix/", "some/prefix/"])
def test_keys_are_relative_to_the_prefix_and_nothing_beside_it_is_listed(s3: S3, tmp_path: Path, prefix: str) -> None:
    bucket = S3Bucket(s3.client, s3.bucket, prefix)
    for key in ("some/prefix/a.mp4", "some/prefix2/b.mp4", "c.mp4"):
        s3.client.put_object(Bucket=s3.bucket, Key=key, Body=b"x")
    assert [found.key for found in bucket.list()] == ["a.mp4"]
    assert bucket.stat("b.mp4") is None
    (tmp_path / "d.mp4").write_bytes(b"y")
    bucket.put("d.mp4", tmp_path / "d.mp4")
    assert s3.client.head_object(Bucket=s3.bucket, Key="some/prefix/d.mp4")["ContentLength"] == 1


def test_a_listing_goes_on_after_its_first_page(stubbed: tuple[S3Bucket, Stubber]) -> None:
    bucket, stubber = stubbed
    at = datetime(2026, 7, 1, tzinfo=UTC)
    pages = [[f"up/{number:04}.mp4" for number in numbers] for numbers in (range(2), range(2, 4), range(4, 5))]
    where = {"Bucket": "uploads", "Prefix": "up/"}
    for number, page in enumerate(pages):
        last = number == len(pages) - 1
        contents = [{"Key": key, "ETag": '"a"', "Size": 1, "LastModified": at} for key in page]
        more = {} if last else {"NextContinuationToken": f"after-{number}"}
        asked = (
            {**where, "StartAfter": "up/0"} if number == 0 else {**where, "ContinuationToken": f"after-{number - 1}"}
        )
        stubber.add_response("list_objects_v2", {"Contents": contents, "IsTruncated": not last, **more}, asked)
    assert [found.key for found in bucket.list(after="0")] == [f"{number:04}.mp4" for number in range(5)]
    stubber.assert_no_pending_responses()


def test_the_copy_of_an_upload_is_removed_with_its_folder(s3: S3) -> None:
    bucket = S3Bucket(s3.client, s3.bucket)
    s3.client.put_object(Bucket=s3.bucket, Key=KEY, Body=b"0123")
    with bucket.local_path(KEY) as path:
        assert (path.read_bytes(), path.suffix) == (b"0123", ".mp4")
    assert not path.parent.exists()
