"""Files that are there whole or not at all, in a folder or below an `s3://` address."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from upath import UPath

from vindex_search.common.s3_encryption import S3Encryption


def open_root(address: str, endpoint: str, encryption: S3Encryption) -> UPath:
    """The folder, or the place on S3 with its endpoint and what its writers say; see `Store` for the arguments."""
    if not address.startswith("s3://"):
        return UPath(address)
    reached: dict[str, Any] = {"endpoint_url": endpoint} if endpoint else {}
    # s3fs remembers listings by default; here another process writes what this one must see.
    place: UPath = UPath(address, use_listings_cache=False, s3_additional_kwargs=encryption.extra_args, **reached)
    return place


def is_local(path: UPath) -> bool:
    """Whether it lies on this machine."""
    return path.protocol in {"", "file", "local"}


def write(path: UPath, data: bytes) -> None:
    """Write a file; on S3 a PUT is atomic."""
    if not is_local(path):
        path.write_bytes(data)
        return
    with atomic_file(path) as draft:
        draft.write_bytes(data)


@contextmanager
def atomic_file(path: UPath) -> Iterator[Path]:
    """A file on this machine to write; it takes its place, whole, when the block ends without an error."""
    if not is_local(path):
        with tempfile.TemporaryDirectory(prefix="vindex-") as folder:
            yield Path(folder) / path.name
            path.fs.put_file(str(Path(folder) / path.name), path.path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(str(path.parent)) / f".{path.name}.{uuid.uuid4().hex[:8]}.tmp"
    try:
        yield draft
        _flush(draft)
        draft.replace(str(path))
    finally:
        draft.unlink(missing_ok=True)


def copy(source: UPath, path: UPath) -> None:
    """The same bytes under another name, without sending them; FileNotFoundError where there are none.

    On S3 the server copies. In a folder they get a second name: no file here is written in place, so neither sees a
    change of the other.
    """
    if not is_local(path):
        path.fs.cp_file(source.path, path.path)
        return
    with atomic_file(path) as draft:
        _link(Path(str(source)), draft)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without links, or a file with too many of them
        shutil.copyfile(source, target)


def stamp_path(path: UPath) -> UPath:
    """Where the stamp of an artefact lies that cannot carry it itself."""
    return path.parent / f"{path.name}.stamp.json"


def remove_folder(folder: UPath) -> None:
    """Remove a folder with all that is in it; nothing happens where there is none."""
    if is_local(folder):
        shutil.rmtree(str(folder), ignore_errors=True)
    elif folder.exists():
        folder.rmdir(recursive=True)


def read_json(path: UPath) -> dict[str, Any] | None:
    """A JSON object, or None where there is no such file."""
    try:
        record: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    return record


def list_names(folder: UPath, prefix: str = "") -> list[str]:
    """What lies in a folder, by name and in order, hidden files left out; empty where there is none.

    Names alone: a path for each of a hundred thousand takes ten times as long as the listing.

    Args:
        folder: Where to look.
        prefix: Only files whose names begin so; S3 looks for them itself.
    """
    try:
        found = _listed(Path(str(folder))) if is_local(folder) else _listed_on_s3(folder, prefix)
    except (FileNotFoundError, NotADirectoryError):  # on S3 a folder is there when something lies in it
        return []
    return sorted(name for name in found if name.startswith(prefix) and name[:1] not in ("", "."))


def _listed(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries]


def _listed_on_s3(folder: UPath, prefix: str) -> list[str]:
    place, fs = folder.path, folder.fs
    paths = fs.find(place, maxdepth=1, prefix=prefix) if prefix else fs.ls(place, detail=False)
    return [path.rpartition("/")[2] for path in paths]


def _flush(file: Path) -> None:
    """Have the bytes on the disk before the name points to them."""
    with file.open("rb") as held:
        os.fsync(held.fileno())
