"""Copies files to the uploads, without those that are there already."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from vindex_assets.cli.ingest.selection import FileCopy
from vindex_assets.pipeline.resources import LibraryResource


def create_uploads_folder(library: LibraryResource) -> None:
    """Create the folder of uploads where it does not exist; no-op on S3."""
    if not library.settings.uploads_root.startswith("s3://"):
        Path(library.settings.uploads_root).mkdir(parents=True, exist_ok=True)


def copy_uploads(library: LibraryResource, files: Iterable[FileCopy]) -> int:
    """Copy files to the uploads, skipping those that are there already; returns the number of copied files."""
    create_uploads_folder(library)
    new = [file for file in files if not _is_uploaded(library, file)]
    for file in new:
        library.bucket.put(file.key, file.source)
    return len(new)


def _is_uploaded(library: LibraryResource, file: FileCopy) -> bool:
    """Compares size and modification time in a folder, which keeps the latter, and size alone on S3."""
    uploaded = library.bucket.stat(file.key)
    local = file.source.stat()
    if uploaded is None or uploaded.size != local.st_size:
        return False
    return library.settings.uploads_root.startswith("s3://") or uploaded.version.endswith(f"-{local.st_mtime_ns}")
