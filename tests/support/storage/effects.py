"""Records what an operation changes in store, bucket, index and Dagster, and kills it after any number of changes.

Patched are the places through which all changes go. The points on a Qdrant server are a set of video ids here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from upath import UPath

from vindex_search.index import factory
from vindex_search.settings import Settings
from vindex_search.storage import files
from vindex_search.storage.bucket import FolderBucket


class Killed(BaseException):
    """The process ends here; no handler of errors sees it."""


@dataclass
class Effects:
    """What was changed, in order; `most`: so many changes are made, the next one kills. None: all of them."""

    most: int | None
    done: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        """A change is about to be made.

        Raises:
            Killed: enough were made.
        """
        if self.most is not None and len(self.done) >= self.most:
            raise Killed
        self.done.append(what)


@contextmanager
def effects(store_root: UPath, points: set[str], *, most: int | None = None) -> Iterator[Effects]:
    """Record the changes that are made in this context, on a library in a folder.

    Args:
        store_root: Of the store, a folder.
        points: The videos that the Qdrant server holds points of.
        most: Kill the operation after so many changes; the context ends without an error then.
    """
    seen = Effects(most)
    with pytest.MonkeyPatch.context() as patch:
        _patch_store(patch, type(store_root), seen)
        _before(patch, FolderBucket, "delete", lambda _, key: seen.note(f"delete {key}"))
        _before(patch, dg.DagsterInstance, "delete_dynamic_partition", lambda *_: seen.note("partition"))
        _before(patch, dg.DagsterInstance, "add_dynamic_partitions", lambda *_: seen.note("partitions"))

        def remove_points(_: Settings, video_id: str) -> None:
            seen.note("points")
            points.discard(video_id)

        patch.setattr(factory, "remove_points", remove_points)
        try:
            yield seen
        except Killed:
            assert most is not None


def _patch_store(patch: pytest.MonkeyPatch, path: type, seen: Effects) -> None:
    _before(patch, path, "unlink", lambda of, **_: seen.note(f"unlink {of.name}"))
    _before(patch, files, "write", lambda to, _: seen.note(f"write {to.parent.name}/{to.name}"))
    remove_folder = files.remove_folder

    def one_by_one(folder: UPath) -> None:
        """`shutil.rmtree` may be killed between any two files."""
        for file in sorted(Path(str(folder)).rglob("*")):
            if file.is_file():
                seen.note(f"remove {file.name}")
                file.unlink()
        remove_folder(folder)

    patch.setattr(files, "remove_folder", one_by_one)


def _before(patch: pytest.MonkeyPatch, owner: Any, name: str, note: Callable[..., None]) -> None:
    real = getattr(owner, name)

    def noted(*given: Any, **said: Any) -> Any:
        note(*given, **said)
        return real(*given, **said)

    patch.setattr(owner, name, noted)
