"""The bucket at an address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vindex_search.common.s3_encryption import BUCKET_DEFAULT, S3Encryption
from vindex_search.storage.bucket.base import Bucket
from vindex_search.storage.bucket.folder import FolderBucket
from vindex_search.storage.bucket.s3 import S3Bucket


def open_bucket(
    address: str, *, s3_client: Any = None, endpoint: str = "", encryption: S3Encryption = BUCKET_DEFAULT
) -> Bucket:
    """The bucket at a folder path or an `s3://bucket/prefix` address.

    Args:
        address: Where uploads land.
        s3_client: A boto3 client to use; made from the usual AWS credentials where it is None.
        endpoint: Endpoint of an S3-compatible store for the client made here.
        encryption: How S3 encrypts what is written.
    """
    if not address.startswith("s3://"):
        return FolderBucket(Path(address))
    bucket, _, prefix = address.removeprefix("s3://").partition("/")
    if s3_client is None:
        import boto3
        from botocore.config import Config

        # The older way of signing, still boto3's own in some regions, does not bind the size of what is sent.
        s3_client = boto3.client("s3", endpoint_url=endpoint or None, config=Config(signature_version="s3v4"))
    return S3Bucket(s3_client, bucket, prefix, encryption)
