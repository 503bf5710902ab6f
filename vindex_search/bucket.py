"""Where uploads land: a folder or an S3 bucket behind one interface.

An upload is known by its object key (`workspace/path/talk.mp4`) and its version: the ETag on S3, size and
modification time in a folder.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final, Protocol
from urllib.parse import quote

from vindex_search.encryption import UNSAID, Encryption
from vindex_search.uploads.draft import Draft
from vindex_search.uploads.media_types import media_type

FOLDER_BUCKET: Final = "folder"  # a folder may be moved: its path must not be part of the video ids
PRESIGNED_S: Final = 3600
LARGEST_PUT: Final = 5 * 2**30  # bytes that S3 takes in one request


@dataclass(frozen=True, slots=True)
class Listed:
    """One object as a listing shows it: `size` in bytes, `uploaded_at` as ISO 8601 in UTC."""

    key: str
    version: str
    size: int
    uploaded_at: str


@dataclass(frozen=True, slots=True)
class Presigned:
    """Where a client may PUT an object by itself, with which headers, within how many seconds."""

    url: str
    headers: dict[str, str]
    expires_in_s: int


class TooLargeForOnePut(ValueError):
    """More bytes than the bucket takes in one request; the message says how else they get there."""


class Bucket(Protocol):
    """What vindex needs of the place that uploads land in."""

    name: str

    def list(self) -> Iterator[Listed]:
        """All objects, ordered by key."""
        ...

    def stat(self, key: str) -> Listed | None:
        """One object, or None where there is none."""
        ...

    def local(self, key: str) -> Any:
        """Context manager: a path on this machine that holds the object's bytes."""
        ...

    def put(self, key: str, file: Path) -> None:
        """Add an object with a file's bytes; listings show it whole or not at all."""
        ...

    def delete(self, key: str) -> None:
        """Remove an object; nothing happens where there is none."""
        ...

    def url(self, key: str) -> str | None:
        """An address that a player may fetch the object from by itself, or None: then the service sends it."""
        ...

    def presigned_put(self, key: str, size: int) -> Presigned | None:
        """Where a client may send an object of exactly `size` bytes by itself, or None: then `draft` takes it.

        Raises:
            TooLargeForOnePut: the bucket takes less in one request.
        """
        ...

    def draft(self, key: str) -> Draft | None:
        """An object to be written piece by piece, or None: then clients send it to `presigned_put`'s address."""
        ...


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat(timespec="seconds")


class FolderBucket:
    """Uploads in a folder of this machine; keys are paths below it with `/` between the parts."""

    def __init__(self, root: Path) -> None:
        self.name = FOLDER_BUCKET
        self.root = root

    def list(self) -> Iterator[Listed]:
        """All files below the folder, ordered by key; symbolic links that point nowhere are left out.

        Raises:
            FileNotFoundError: the folder is not there; an unmounted disk must not read as "everything was removed".
        """
        if not self.root.is_dir():
            raise FileNotFoundError(f"the uploads folder {self.root} is not there")
        for path in sorted(p for p in self.root.rglob("*") if p.is_file()):
            found = self.stat(path.relative_to(self.root).as_posix())
            if found:
                yield found

    def stat(self, key: str) -> Listed | None:
        """One file, or None; a key that leads out of the folder is None too."""
        path = self._path(key)
        try:
            facts = path.stat() if path else None
        except OSError:
            return None
        if facts is None or not path or not path.is_file():
            return None
        return Listed(key, f"{facts.st_size}-{facts.st_mtime_ns}", facts.st_size, _moment(facts.st_mtime))

    @contextmanager
    def local(self, key: str) -> Iterator[Path]:
        """The file itself.

        Raises:
            FileNotFoundError: there is no such upload.
        """
        path = self._path(key)
        if path is None or not path.is_file():
            raise FileNotFoundError(f"there is no upload {key!r} in {self.root}")
        yield path

    def put(self, key: str, file: Path) -> None:
        """Copy a file in, with its modification time: the same file put twice is the same version.

        Raises:
            ValueError: the key leads out of the folder.
        """
        path = self._path(key)
        if path is None:
            raise ValueError(f"object key {key!r} leads out of the uploads folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.part")
        shutil.copy2(file, draft)
        draft.replace(path)

    def delete(self, key: str) -> None:
        """Remove a file; nothing happens where there is none, or where the key leads out of the folder."""
        path = self._path(key)
        if path is not None:
            path.unlink(missing_ok=True)

    def url(self, key: str) -> str | None:  # noqa: ARG002 - the interface has it; a folder has no addresses
        """None: files of a folder are sent by the service."""
        return None

    def presigned_put(self, key: str, size: int) -> Presigned | None:  # noqa: ARG002 - as with `url`
        """None: files of a folder are taken by the service."""
        return None

    def draft(self, key: str) -> Draft:
        """A file to be written piece by piece; it takes its place when it is whole.

        Raises:
            FileNotFoundError: the uploads folder is not there; it may be a disk that is not mounted.
            ValueError: the key leads out of the folder.
        """
        path = self._path(key)
        if path is None:
            raise ValueError(f"object key {key!r} leads out of the uploads folder")
        if not self.root.is_dir():
            raise FileNotFoundError(f"the uploads folder {self.root} is not there")
        return Draft(path)

    def _path(self, key: str) -> Path | None:
        parts = PurePosixPath(key).parts
        return None if not parts or ".." in parts or key.startswith("/") else self.root.joinpath(*parts)


class S3Bucket:
    """Uploads in an S3 bucket below a prefix, through a boto3 client; keys are given without the prefix."""

    def __init__(self, client: Any, bucket: str, prefix: str = "", encryption: Encryption = UNSAID) -> None:
        self.name = bucket
        self._client = client
        self._encryption = encryption
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def list(self) -> Iterator[Listed]:
        """All objects below the prefix, ordered by key, page by page."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=self._prefix)
        for page in pages:
            for item in page.get("Contents", []):
                yield _listed(item["Key"].removeprefix(self._prefix), item, item["Size"])

    def stat(self, key: str) -> Listed | None:
        """One object, or None."""
        try:
            head = self._client.head_object(Bucket=self.name, Key=self._prefix + key)
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
            target = folder / PurePosixPath(key).name
            self._client.download_file(self.name, self._prefix + key, str(target))
            yield target
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def put(self, key: str, file: Path) -> None:
        """Upload a file, a large one in parts."""
        self._client.upload_file(str(file), self.name, self._prefix + key, ExtraArgs=self._encryption.arguments)

    def delete(self, key: str) -> None:
        """Remove an object; S3 says nothing where there is none."""
        self._client.delete_object(Bucket=self.name, Key=self._prefix + key)

    def url(self, key: str) -> str | None:
        """A presigned address, good for an hour; what is fetched there is shown, whatever it was uploaded as."""
        shown = {"ResponseContentType": media_type(key), "ResponseContentDisposition": _inline(key)}
        return self._presigned("get_object", key, shown)

    def presigned_put(self, key: str, size: int) -> Presigned:
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
        signed = {"ContentLength": size, "ContentType": kind, **self._encryption.arguments}
        headers = {"Content-Type": kind, **self._encryption.headers}
        return Presigned(self._presigned("put_object", key, signed), headers, PRESIGNED_S)

    def draft(self, key: str) -> None:  # noqa: ARG002 - as with a folder's `url`
        """None: clients send to `presigned_put`'s address."""
        return

    def _presigned(self, operation: str, key: str, more: dict[str, Any]) -> str:
        asked = {"Bucket": self.name, "Key": self._prefix + key, **more}
        address: str = self._client.generate_presigned_url(operation, Params=asked, ExpiresIn=PRESIGNED_S)
        return address


def _inline(key: str) -> str:
    return f"inline; filename*=utf-8''{quote(PurePosixPath(key).name, safe='')}"


def _listed(key: str, facts: dict[str, Any], size: int) -> Listed:
    stamp = facts["LastModified"].astimezone(UTC).isoformat(timespec="seconds")
    return Listed(key, facts["ETag"].strip('"'), size, stamp)


def open_bucket(address: str, *, s3_client: Any = None, endpoint: str = "", encryption: Encryption = UNSAID) -> Bucket:
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
