"""Removes what killed processes have left: drafts in the store, and scratch folders of this machine."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from vindex_search.storage.files import sweep_drafts
from vindex_search.storage.store import Store

SCRATCH_NAME: Final = re.compile(r"vindex-[a-z0-9_]{8}")  # as `tempfile` makes them with our prefix
SCRATCH_STALE_S: Final = 3 * 24 * 3600.0  # since anything in it was written: the longest step lasts some hours


def sweep_leftovers(store: Store, *, now: float) -> None:
    """Remove drafts and scratch folders that nobody writes any more; `now` in Unix seconds."""
    sweep_drafts(store.root, now=now)
    for folder in _stale_scratch(Path(tempfile.gettempdir()), now):
        shutil.rmtree(folder, ignore_errors=True)


def _stale_scratch(place: Path, now: float) -> Iterator[Path]:
    for folder in place.iterdir():
        if SCRATCH_NAME.fullmatch(folder.name):
            with suppress(OSError):  # it has just been removed
                facts = folder.lstat()
                is_ours = stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.geteuid()
                if is_ours and now - _last_written(folder) > SCRATCH_STALE_S:
                    yield folder


def _last_written(folder: Path) -> float:
    return max(path.lstat().st_mtime for path in (folder, *folder.rglob("*")))
