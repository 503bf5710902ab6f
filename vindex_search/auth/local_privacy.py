"""Who on this machine may look into a library: its owner, or a group where its folders have the setgid bit.

Keys guard the service; the files themselves are guarded by their permissions (`storage/permissions.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vindex_search.settings import DEFAULT_HOME, Settings
from vindex_search.storage.permissions import is_exposed, set_umask, tighten

DAGSTER_FOLDERS: Final = ("history", "schedules", "storage", "logs")  # of an instance: runs with their events


def secure(settings: Settings) -> None:
    """Let what this process writes be private, and close what an earlier version has left open.

    The uploads stay as they are: others may put files there on purpose, or a player may read them.
    """
    set_umask(settings.home)
    for folder in _own_folders(settings):
        tighten(folder)


def exposed_folders(settings: Settings) -> list[Path]:
    """The folders of a library that every user of the machine can look into."""
    folders = [*_own_folders(settings), *_local(settings.uploads_root)]
    return [folder for folder in folders if is_exposed(folder) and not _is_hidden(folder)]


def _own_folders(settings: Settings) -> Iterator[Path]:
    """What nobody but vindex writes."""
    yield from _local(settings.store_root)
    yield settings.index_dir
    instance = settings.home.parent if settings.home == DEFAULT_HOME else settings.home / "dagster"
    yield from (instance / name for name in DAGSTER_FOLDERS)


def _local(address: str) -> Iterator[Path]:
    if not address.startswith("s3://"):
        yield Path(address)


def _is_hidden(folder: Path) -> bool:
    """Whether a folder above it is closed to others, so that they cannot reach it."""
    return any(not is_exposed(above) for above in _above(folder))


def _above(folder: Path) -> tuple[Path, ...]:
    return tuple(folder.resolve().parents)
