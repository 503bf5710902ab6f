"""Copies files to the uploads, without those that are there already."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from vindex_assets.cli.ingest.selection import FileCopy
from vindex_assets.pipeline.resources import LibraryResource
from vindex_search.storage.permissions import make_folders


def create_uploads_folder(library: LibraryResource) -> None:
    """Create the folder of uploads where it does not exist; no-op on S3."""
    if not library.settings.uploads_root.startswith("s3://"):
        make_folders(Path(library.settings.uploads_root))


def copy_uploads(library: LibraryResource, files: Iterable[FileCopy]) -> int:
    """Copy files to the uploads, skipping those that are there already; returns the number of copied files.

    Raises:
        OSError: a file is gone, or something else has come into its place.
    """
    create_uploads_folder(library)
    return sum(_copy(library, file) for file in files)


def _copy(library: LibraryResource, file: FileCopy) -> bool:
    with file.open() as source:
        if _is_uploaded(library, file.key, os.fstat(source.fileno())):
            return False
        # The very file that was opened: its path may lead elsewhere by now.
        library.bucket.put(file.key, Path(f"/proc/self/fd/{source.fileno()}"))
    return True


def _is_uploaded(library: LibraryResource, key: str, local: os.stat_result) -> bool:
    """Compares size and modification time in a folder, which keeps the latter, and size alone on S3."""
    uploaded = library.bucket.stat(key)
    if uploaded is None or uploaded.size != local.st_size:
        return False
    return library.settings.uploads_root.startswith("s3://") or uploaded.version.endswith(f"-{local.st_mtime_ns}")
