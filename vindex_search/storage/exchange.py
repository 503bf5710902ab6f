"""Changes a file of the store such that no concurrent change is lost: read, change, write, as one step.

In a folder a lock (flock on a file beside it, released by the kernel with its process) keeps other processes out. On S3
the write is conditional (`If-Match`, `If-None-Match`), and is tried again with what another one wrote meanwhile. An S3
server that ignores the conditions keeps the last of two writes made at once.
"""

from __future__ import annotations

import fcntl
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from upath import UPath

from vindex_search.storage import files

Result = TypeVar("Result")

MAX_ATTEMPTS: Final = 20  # on S3: each time another writer came first
MAX_PAUSE_S: Final = 0.2  # between two attempts, random, so that two writers do not meet again
CONFLICTS: Final = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
GONE: Final = frozenset({"NoSuchKey", "404"})  # what a conditional write meets where the object was removed meanwhile
OWNER_ONLY: Final = 0o600  # nobody else has to read or lock what lies in the store


class Contended(OSError):
    """Others changed the file at every attempt; the message names it."""


def exchange(path: UPath, change: Callable[[bytes | None], tuple[bytes, Result]]) -> Result:
    """Replace a file's content by what `change` makes of it, and return `change`'s result.

    Args:
        path: The file; it may be absent.
        change: From the content (None: absent) to the new content and a result; on S3 it may be called several times.
            What it raises passes, and then nothing is written.

    Raises:
        Contended: on S3, others changed the file at every attempt.
    """
    if not files.is_local(path):
        return _exchange_object(path, change)
    with locked(Path(str(path))):
        content, result = change(_read(path))
        files.write(path, content)
    return result


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Context manager: wait for and hold the lock of a local file, which need not exist; its folder is created."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)
    try:
        give_to_owner_of(path.parent, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def remove_exchanged(path: UPath) -> None:
    """Remove a file that was exchanged, with its lock: nobody is to change it any more."""
    files.remove(path)
    if files.is_local(path):
        files.remove(path.with_name(f".{path.name}.lock"))


def give_to_owner_of(folder: Path, file: int | Path) -> None:
    """Where root has made a file, give it to the owner of a folder: `sudo vindex` must not lock the service out."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(file, owner.st_uid, owner.st_gid)


def _read(path: UPath) -> bytes | None:
    try:
        return files.read(path)
    except FileNotFoundError:
        return None


def _exchange_object(path: UPath, change: Callable[[bytes | None], tuple[bytes, Result]]) -> Result:
    for _ in range(MAX_ATTEMPTS):
        before, condition = _read_object(path)
        content, result = change(before)
        if _put_object(path, content, condition):
            return result
        time.sleep(random.uniform(0, MAX_PAUSE_S))
    raise Contended(f"{path} was changed by others {MAX_ATTEMPTS} times in a row; try again")


def _read_object(path: UPath) -> tuple[bytes | None, dict[str, str]]:
    """The content of an object, and the condition that it is unchanged; None and that it is absent.

    The ETag is asked for first: where the object changes in between, the condition fails later, as it has to.
    """
    bucket, key, _version = path.fs.split_path(path.path)
    try:
        tag = path.fs.call_s3("head_object", Bucket=bucket, Key=key)["ETag"]
    except FileNotFoundError:
        return None, {"IfNoneMatch": "*"}
    return _read(path), {"IfMatch": tag}


def _put_object(path: UPath, content: bytes, condition: dict[str, str]) -> bool:
    """Write an object under a condition; returns whether it held."""
    bucket, key, _version = path.fs.split_path(path.path)
    try:
        path.fs.call_s3("put_object", Bucket=bucket, Key=key, Body=content, **condition)
    except OSError as refused:
        if _code(refused) in CONFLICTS or (_code(refused) in GONE and "IfMatch" in condition):
            return False
        raise
    return True


def _code(refused: OSError) -> str:
    """S3's own code of an error that s3fs has translated; empty where it has none."""
    response: Any = getattr(refused.__cause__, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))
