"""Uploads in an S3 bucket."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import quote

from vindex_search.common.s3_encryption import BUCKET_DEFAULT, S3Encryption
from vindex_search.contract.media_types import media_type, suffix_of
from vindex_search.storage.bucket.base import ObjectInfo, PresignedPut, TooLargeForOnePut, iso_timestamp

PRESIGNED_S: Final = 3600
LARGEST_PUT: Final = 5 * 2**30  # bytes that S3 takes in one request


class S3Bucket:
    """Uploads in an S3 bucket below a prefix, through a boto3 client; keys are given without the prefix.

    `prefix` ends in a slash, or is empty.
    """

    settle_s = 0.0  # objects appear whole, and a multipart upload is not listed until it is completed

    def __init__(self, client: Any, bucket: str, prefix: str = "", encryption: S3Encryption = BUCKET_DEFAULT) -> None:
        self.name = bucket
        self._client = client
        self._encryption = encryption
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def list(self, *, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        """Objects below the bucket's prefix, ordered by key, page by page (1,000 objects a request).

        Args:
            prefix: What their keys begin with.
            after: They come after this key, which need not be there.
        """
        asked = {"Bucket": self.name, "Prefix": self.prefix + prefix}
        where = {"StartAfter": self.prefix + after} if after else {}
        while True:
            # botocore asks for keys in percent encoding, as XML has no control characters, and decodes them.
            page = self._client.list_objects_v2(**asked, **where)
            for item in page.get("Contents", []):
                yield _listed(item["Key"].removeprefix(self.prefix), item, item["Size"])
            if not page["IsTruncated"]:
                return
            where = {"ContinuationToken": page["NextContinuationToken"]}

    def stat(self, key: str) -> ObjectInfo | None:
        """One object, or None."""
        try:
            head = self._client.head_object(Bucket=self.name, Key=self.prefix + key)
        except self._client.exceptions.ClientError as problem:
            if problem.response["Error"]["Code"] in {"404", "NoSuchKey", "NotFound"}:
                return None
            raise
        return _listed(key, head, head["ContentLength"])

    @contextmanager
    def local(self, key: str) -> Iterator[Path]:
        """A copy in a temporary folder, removed afterwards.

        Raises:
            FileNotFoundError: there is no such upload.
        """
        if self.stat(key) is None:
            raise FileNotFoundError(f"there is no upload {key!r} in the bucket {self.name}")
        folder = Path(tempfile.mkdtemp(prefix="vindex-"))
        try:
            # Not the name in the key, which may be longer than a file's name may be.
            target = folder / f"upload{suffix_of(key)}"
            self._client.download_file(self.name, self.prefix + key, str(target))
            yield target
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def put(self, key: str, file: Path) -> None:
        """Upload a file, a large one in parts."""
        self._client.upload_file(str(file), self.name, self.prefix + key, ExtraArgs=self._encryption.extra_args)

    def delete(self, key: str) -> None:
        """Remove an object; S3 says nothing where there is none."""
        self._client.delete_object(Bucket=self.name, Key=self.prefix + key)

    def url(self, key: str) -> str | None:
        """A presigned address, good for an hour; what is fetched there is shown, whatever it was uploaded as."""
        shown = {"ResponseContentType": media_type(key), "ResponseContentDisposition": _inline(key)}
        return self._presigned("get_object", key, shown)

    def presigned_put(self, key: str, size: int) -> PresignedPut:
        """A presigned address, good for an hour; size, content type and encryption are signed: no others are taken.

        Raises:
            TooLargeForOnePut: S3 takes 5 GiB in one PUT.
        """
        if size > LARGEST_PUT:
            raise TooLargeForOnePut(
                f"{size} bytes are more than the {LARGEST_PUT} that S3 takes in a single PUT; "
                f"copy larger files into the bucket with a tool that sends parts, as `aws s3 cp` does"
            )
        kind = media_type(key)
        signed = {"ContentLength": size, "ContentType": kind, **self._encryption.extra_args}
        headers = {"Content-Type": kind, **self._encryption.headers}
        return PresignedPut(self._presigned("put_object", key, signed), headers, PRESIGNED_S)

    def open_partial(self, key: str) -> None:  # noqa: ARG002 - as with a folder's `url`
        """None: clients send to `presigned_put`'s address."""
        return

    def _presigned(self, operation: str, key: str, more: dict[str, Any]) -> str:
        asked = {"Bucket": self.name, "Key": self.prefix + key, **more}
        address: str = self._client.generate_presigned_url(operation, Params=asked, ExpiresIn=PRESIGNED_S)
        return address


def _inline(key: str) -> str:
    return f"inline; filename*=utf-8''{quote(PurePosixPath(key).name, safe='')}"


def _listed(key: str, facts: dict[str, Any], size: int) -> ObjectInfo:
    return ObjectInfo(key, facts["ETag"].strip('"'), size, iso_timestamp(facts["LastModified"]))
