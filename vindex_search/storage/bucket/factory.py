"""Open a bucket by its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vindex_search.common.s3_encryption import BUCKET_DEFAULT, S3Encryption
from vindex_search.storage.bucket.base import Bucket
from vindex_search.storage.bucket.folder import FolderBucket
from vindex_search.storage.bucket.s3 import S3Bucket
from vindex_search.storage.traffic.s3 import watch_sessions


def open_bucket(
    address: str, *, s3_client: Any = None, endpoint: str = "", encryption: S3Encryption = BUCKET_DEFAULT
) -> Bucket:
    """The bucket at a folder path or an `s3://bucket/prefix` URL.

    Args:
        address: Folder path or URL.
        s3_client: A boto3 client; None: one is made from the AWS settings of the environment.
        endpoint: Endpoint of an S3-compatible server, for that client.
        encryption: Server-side encryption of what is written to S3.
    """
    if not address.startswith("s3://"):
        return FolderBucket(Path(address))
    watch_sessions()
    bucket, _, prefix = address.removeprefix("s3://").partition("/")
    if s3_client is None:
        import boto3
        from botocore.config import Config

        # Signature version 2, boto3's default in some regions, does not sign the size of the body.
        s3_client = boto3.client("s3", endpoint_url=endpoint or None, config=Config(signature_version="s3v4"))
    return S3Bucket(s3_client, bucket, prefix, encryption)
