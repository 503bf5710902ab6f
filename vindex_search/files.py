"""What the store does with paths of a folder or of s3://: what lies below one, small JSON files, removal."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from upath import UPath


def clear(published: UPath, video_id: str, *, keep: str = "") -> None:
    """Remove what a video has published in a folder, but for the file named `keep`."""
    for path in published.glob(f"{video_id}.*"):
        if path.name != keep:
            path.unlink(missing_ok=True)


def remove_folder(folder: UPath, *, local: bool) -> None:
    """Remove a folder with everything in it; nothing happens where there is none."""
    if local:
        shutil.rmtree(str(folder), ignore_errors=True)
    elif folder.exists():
        folder.rmdir(recursive=True)


def flush(file: Path) -> None:
    """Have the bytes on the disk before the name points to them."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def beside(path: UPath) -> UPath:
    """Where the stamp of an artefact lies that cannot carry it itself."""
    return path.parent / f"{path.name}.stamp.json"


def read_json(path: UPath) -> dict[str, Any] | None:
    """A small JSON file, or None where there is none."""
    try:
        record: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    return record


def children(folder: UPath) -> list[UPath]:
    """What lies in a folder, by name, hidden files left out; nothing where there is no folder."""
    try:
        return sorted((child for child in folder.iterdir() if not child.name.startswith(".")), key=lambda c: c.name)
    except (FileNotFoundError, NotADirectoryError):  # on S3 a folder is there when something lies in it
        return []
