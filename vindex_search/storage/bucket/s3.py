"""A bucket of uploads on S3."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import quote

from vindex_search.common.s3_encryption import BUCKET_DEFAULT, S3Encryption
from vindex_search.common.text import visible
from vindex_search.contract.media_types import media_type, suffix_of
from vindex_search.storage.bucket.base import (
    ObjectInfo,
    OnLink,
    PresignedPut,
    TooLargeForOnePut,
    ignore_link,
    iso_timestamp,
)
from vindex_search.storage.traffic.s3 import count_transfer

PRESIGNED_EXPIRY_S: Final = 3600
MAX_PUT_BYTES: Final = 5 * 2**30  # S3's limit for one PUT
ABSENT_CODES: Final = frozenset({"404", "NoSuchKey", "NotFound"})


class S3Bucket:
    """A bucket on S3, through a boto3 client; keys are relative to `prefix`, which ends in a slash or is empty."""

    settle_s = closed_settle_s = 0.0  # objects appear complete; a multipart upload is not listed until then

    def __init__(self, client: Any, bucket: str, prefix: str = "", encryption: S3Encryption = BUCKET_DEFAULT) -> None:
        self.name = bucket
        self._client = client
        self._encryption = encryption
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def list(
        self,
        *,
        prefix: str = "",
        after: str = "",
        on_link: OnLink = ignore_link,  # noqa: ARG002 - S3 has no links
    ) -> Iterator[ObjectInfo]:
        """Iterate lazily over objects, ordered by key; one request per 1,000 objects.

        Args:
            prefix: Prefix of the keys.
            after: List only keys greater than this one, which need not exist.
            on_link: Never called.
        """
        query = {"Bucket": self.name, "Prefix": self.prefix + prefix}
        position = {"StartAfter": self.prefix + after} if after else {}
        while True:
            # botocore requests percent-encoded keys, because XML has no control characters, and decodes them.
            page = self._client.list_objects_v2(**query, **position)
            for item in page.get("Contents", []):
                yield _object_info(item["Key"].removeprefix(self.prefix), item, item["Size"])
            if not page["IsTruncated"]:
                return
            position = {"ContinuationToken": page["NextContinuationToken"]}

    def stat(self, key: str) -> ObjectInfo | None:
        """One object, or None where it does not exist."""
        try:
            head = self._client.head_object(Bucket=self.name, Key=self.prefix + key)
        except self._client.exceptions.ClientError as problem:
            if problem.response["Error"]["Code"] in ABSENT_CODES:
                return None
            raise
        return _object_info(key, head, head["ContentLength"])

    def open(self, key: str) -> None:  # noqa: ARG002 - part of the interface
        """None: players fetch objects through `url`."""
        return

    def is_closed(self, key: str) -> bool:
        """True: what is listed is complete."""
        return bool(key)

    def read_head(self, key: str, size: int) -> bytes:
        """The first bytes of an object, in one request.

        Raises:
            FileNotFoundError: it does not exist.
        """
        try:
            found = self._client.get_object(Bucket=self.name, Key=self.prefix + key, Range=f"bytes=0-{size - 1}")
        except self._client.exceptions.ClientError as problem:
            code = problem.response["Error"]["Code"]
            if code == "InvalidRange":  # it is empty
                return b""
            if code in ABSENT_CODES:
                raise FileNotFoundError(f"there is no upload {key!r} in the bucket {self.name}") from None
            raise
        head: bytes = found["Body"].read()
        return head

    def sweep(self, key: str) -> bool:  # noqa: ARG002 - part of the interface
        """False: an upload in parts is no object before it is complete; a rule of the bucket ends those left behind."""
        return False

    @contextmanager
    def local_path(self, key: str) -> Iterator[Path]:
        """Context manager: a copy in a temporary folder, removed afterwards.

        Raises:
            FileNotFoundError: the upload does not exist.
        """
        if self.stat(key) is None:
            raise FileNotFoundError(f"there is no upload {key!r} in the bucket {self.name}")
        folder = Path(tempfile.mkdtemp(prefix="vindex-"))
        try:
            # Not named after the key, whose last segment may be too long for a file name.
            target = folder / f"upload{suffix_of(key)}"
            self._client.download_file(self.name, self.prefix + key, str(target))
            count_transfer(read=target.stat().st_size)
            yield target
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def put(self, key: str, file: Path) -> None:
        """Upload a file, in parts where it is large."""
        self._client.upload_file(str(file), self.name, self.prefix + key, ExtraArgs=self._encryption.extra_args)
        count_transfer(written=file.stat().st_size)

    def delete(self, key: str) -> None:
        """Remove an object where it exists."""
        self._client.delete_object(Bucket=self.name, Key=self.prefix + key)

    def url(self, key: str) -> str | None:
        """A presigned URL; its response has the content type of the suffix, whatever type was uploaded."""
        headers = {"ResponseContentType": media_type(key), "ResponseContentDisposition": _inline(key)}
        return self._presigned("get_object", key, headers)

    def presigned_put(self, key: str, size: int) -> PresignedPut:
        """A presigned PUT; size, content type and encryption are signed, so that S3 rejects any other.

        Raises:
            TooLargeForOnePut: `size` is over 5 GiB, S3's limit.
        """
        if size > MAX_PUT_BYTES:
            raise TooLargeForOnePut(
                f"{size} bytes are more than the {MAX_PUT_BYTES} that S3 accepts in a single PUT; "
                f"copy larger files into the bucket with a tool that uploads in parts, such as `aws s3 cp`"
            )
        content_type = media_type(key)
        signed = {"ContentLength": size, "ContentType": content_type, **self._encryption.extra_args}
        return PresignedPut(
            url=self._presigned("put_object", key, signed),
            headers={"Content-Type": content_type, **self._encryption.headers},
            expires_in_s=PRESIGNED_EXPIRY_S,
        )

    def open_partial(self, key: str) -> None:  # noqa: ARG002 - part of the interface
        """None: clients upload through `presigned_put`."""
        return

    def _presigned(self, operation: str, key: str, extra_args: dict[str, Any]) -> str:
        arguments = {"Bucket": self.name, "Key": self.prefix + key, **extra_args}
        url: str = self._client.generate_presigned_url(operation, Params=arguments, ExpiresIn=PRESIGNED_EXPIRY_S)
        return url


def _inline(key: str) -> str:
    return f"inline; filename*=utf-8''{quote(visible(PurePosixPath(key).name), safe='')}"


def _object_info(key: str, item: dict[str, Any], size: int) -> ObjectInfo:
    return ObjectInfo(
        key=key,
        version=item["ETag"].strip('"'),
        size=size,
        uploaded_at=iso_timestamp(item["LastModified"]),
    )
