"""Atomic writes, copies and listings of files, in a local folder or on S3."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from upath import UPath

from vindex_search.common.crash_point import crash_point
from vindex_search.common.s3_encryption import S3Encryption
from vindex_search.storage.permissions import create_file, make_folders
from vindex_search.storage.traffic import s3
from vindex_search.storage.traffic.count import count

DRAFT_NAME: Final = re.compile(r"\..+\.[0-9a-f]{8}\.tmp")
STALE_S: Final = 24 * 3600.0  # since its last byte: a draft is written in minutes


def open_root(address: str, endpoint: str, encryption: S3Encryption) -> UPath:
    """The root folder at a path or an `s3://` URL; `Store` documents the arguments."""
    if not address.startswith("s3://"):
        return UPath(address)
    s3.watch_sessions()
    client: dict[str, Any] = {"endpoint_url": endpoint} if endpoint else {}
    # Without s3fs's listing cache, which would hide what other processes write.
    root: UPath = UPath(address, use_listings_cache=False, s3_additional_kwargs=encryption.extra_args, **client)
    return root


def store_errors() -> tuple[type[Exception], ...]:
    """What a store raises that cannot be read or written: OSError and, once S3 is in use, botocore's own errors."""
    botocore = sys.modules.get("botocore.exceptions")
    return (OSError, botocore.BotoCoreError, botocore.ClientError) if botocore else (OSError,)


def is_local(path: UPath) -> bool:
    """Whether a path is on the local file system."""
    return path.protocol in {"", "file", "local"}


def read(path: UPath) -> bytes:
    """The bytes of a file; FileNotFoundError where it does not exist.

    On S3 with one GET: opened as a file, an object that is replaced between the look at it and the reading is an error.
    """
    if not is_local(path):
        remote: bytes = path.fs.cat_file(path.path, max_concurrency=1)  # with more it asks for the size first
        return remote
    data: bytes = path.read_bytes()
    count(read=len(data))
    return data


def count_opened(path: Path, at_most: int | None = None) -> None:
    """Count a local file that another library reads by itself, or as much of it as was read at most."""
    size = path.stat().st_size
    count(read=size if at_most is None else min(size, at_most))


def write(path: UPath, data: bytes) -> None:
    """Write a file atomically: through a temporary file, or with one PUT on S3."""
    if not is_local(path):
        path.write_bytes(data)
        return
    with atomic_file(path) as partial:
        partial.write_bytes(data)


@contextmanager
def atomic_file(path: UPath) -> Iterator[Path]:
    """Context manager: a local file to write, which replaces `path` atomically when the block ends without an error."""
    if not is_local(path):
        with tempfile.TemporaryDirectory(prefix="vindex-") as folder:
            partial = Path(folder) / path.name
            yield partial
            path.fs.put_file(str(partial), path.path)
        return
    with _draft(path) as partial:
        os.close(create_file(partial))  # so that whoever writes it does not decide who may read it
        yield partial
        count(written=partial.stat().st_size)
        _put_in_place(partial, path)


@contextmanager
def _draft(path: UPath) -> Iterator[Path]:
    """Context manager: the path of a draft beside `path`, in a folder that exists; removed at the end."""
    folder = Path(str(path.parent))
    make_folders(folder)
    draft = folder / f".{path.name}.{uuid.uuid4().hex[:8]}.tmp"
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _put_in_place(draft: Path, path: UPath) -> None:
    flush_to_disk(draft)
    crash_point("file.drafted", path.name)
    draft.replace(str(path))
    crash_point("file.placed", path.name)


def copy(source: UPath, path: UPath) -> None:
    """Copy a file without transferring its bytes; FileNotFoundError where `source` does not exist.

    On S3 the server copies. In a folder a hard link is made, which is safe because no file here is written in place.
    """
    if not is_local(path):
        path.fs.cp_file(source.path, path.path)
        return
    with _draft(path) as draft:
        _link_or_copy(Path(str(source)), draft)
        _put_in_place(draft, path)


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without hard links, or the file has the maximum number of them
        shutil.copyfile(source, target)


def stamp_path(path: UPath) -> UPath:
    """Path of the stamp of an artefact that cannot carry it inside."""
    return path.parent / f"{path.name}.stamp.json"


def remove(path: UPath) -> None:
    """Remove a file where it exists; on S3 with one DELETE, which is free and answers the same where there is none."""
    if is_local(path):
        path.unlink(missing_ok=True)
    else:
        path.fs.rm_file(path.path)


def exists(path: UPath) -> bool:
    """Whether there is such a file; on S3 with one HEAD, where `UPath.exists` lists what might be below it too."""
    if is_local(path):
        return bool(path.exists())
    bucket, key, _ = path.fs.split_path(path.path)
    try:
        path.fs.call_s3("head_object", Bucket=bucket, Key=key)
    except FileNotFoundError:
        return False
    return True


@contextmanager
def open_binary(path: UPath) -> Iterator[BinaryIO]:
    """Context manager: a file to read, by parts on S3; FileNotFoundError where it does not exist."""
    if not is_local(path) and not exists(path):  # s3fs would list what might be below it
        raise FileNotFoundError(str(path))
    with path.open("rb") as file:
        yield file


def remove_folder(folder: UPath) -> None:
    """Remove a folder with its content where it exists; of a link the link alone."""
    if is_local(folder):
        if Path(str(folder)).is_symlink():
            Path(str(folder)).unlink()
        shutil.rmtree(str(folder), ignore_errors=True)
    elif folder.exists():
        folder.rmdir(recursive=True)


def sweep_drafts(root: UPath, *, now: float) -> int:
    """Remove the drafts of writes whose process was killed from a folder and those below it; returns how many.

    Args:
        root: The folder; on S3 there are no drafts.
        now: Unix seconds.
    """
    if not is_local(root):
        return 0
    removed = 0
    for folder, _, names in os.walk(str(root)):
        for draft in (Path(folder) / name for name in names if DRAFT_NAME.fullmatch(name)):
            with suppress(FileNotFoundError):
                if now - draft.lstat().st_mtime > STALE_S:
                    draft.unlink()
                    removed += 1
    return removed


def read_json(path: UPath) -> dict[str, Any] | None:
    """A JSON object, or None where the file does not exist."""
    try:
        content: dict[str, Any] = json.loads(read(path))
    except FileNotFoundError:
        return None
    return content


def read_time(path: UPath) -> datetime | None:
    """The time with its zone that a file holds, in ISO 8601; None where it is absent or holds something else."""
    try:
        time = datetime.fromisoformat(read(path).decode("ascii"))
    except (FileNotFoundError, ValueError):
        return None
    return time if time.tzinfo else None


def list_names(folder: UPath, prefix: str = "", *, hidden: bool = False) -> list[str]:
    """The sorted names of the files and folders in a folder, without hidden ones; empty where it does not exist.

    Names instead of paths, because making 100,000 path objects takes ten times as long as listing them.

    Args:
        folder: The folder.
        prefix: List only names with this prefix; S3 filters by it on the server.
        hidden: List the hidden ones too: what is left of a write whose process was killed.
    """
    try:
        names = _list_local(Path(str(folder))) if is_local(folder) else _list_s3(folder, prefix)
    except (FileNotFoundError, NotADirectoryError):  # on S3 a folder exists while it has files
        return []
    skipped = ("",) if hidden else ("", ".")
    return sorted(name for name in names if name.startswith(prefix) and name[:1] not in skipped)


def _list_local(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries]


def _list_s3(folder: UPath, prefix: str) -> list[str]:
    fs = folder.fs
    paths = fs.find(folder.path, maxdepth=1, prefix=prefix) if prefix else fs.ls(folder.path, detail=False)
    return [path.rpartition("/")[2] for path in paths]


def flush_to_disk(path: Path) -> None:
    """Flush a file's bytes to disk, before its final name points to them."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
