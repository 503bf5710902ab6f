"""Effects on files: the functions of the standard library through which all code changes them.

Writing a file is two effects, that it is created or emptied and that it gets its bytes: a reader may come in between.
"""

from __future__ import annotations

import builtins
import io
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support.storage.effects.recorder import Recorder

RANDOM: Final = re.compile(r"\.[0-9a-f]{8}(?=\.tmp$)|(?<=\.)[0-9a-f]{32}(?=\.part$)")  # in the names of drafts
AUDIT: Final = "audit"  # the folder of the audit log: it tells of changes, and is none
WRITING: Final = frozenset("wxa+")  # in a mode of `open`


class LocalFiles:
    """The changes of files below some folders; `drafts`: those of hidden files count too."""

    def __init__(self, recorder: Recorder, roots: Sequence[Path], *, drafts: bool) -> None:
        self._recorder, self._roots, self._drafts = recorder, roots, drafts
        self._unflushed: set[Path] = set()
        recorder.on_power_failure(self._lose_unflushed)

    def patch(self, patch: pytest.MonkeyPatch) -> None:
        """Record until the patches are undone."""
        real_open = builtins.open
        for module in (builtins, io):  # `pathlib` uses the one, all others the other
            patch.setattr(module, "open", lambda *given, **said: self._open(real_open, *given, **said))
        self._patch_creation(patch)
        for name in ("replace", "rename"):
            self._patch_pair(patch, name, "rename", self._moved)
        self._patch_pair(patch, "link", "link", self._linked)
        for name, kind in (("unlink", "unlink"), ("remove", "unlink"), ("rmdir", "rmdir")):
            self._patch_removal(patch, name, kind)
        self._patch_mkdir(patch)
        patch.setattr(os, "fsync", self._fsync)
        self._patch_polars(patch)

    def _open(self, real: Callable[..., Any], file: Any, mode: str = "r", *given: Any, **said: Any) -> Any:
        path = self._inside(file)
        if path is None or not WRITING & set(mode):
            return real(file, mode, *given, **said)
        self._note("create", path)
        opened = real(file, mode, *given, **said)
        try:
            self._note("fill", path)
        except BaseException:
            opened.close()
            raise
        self._unflushed.add(path)
        return opened

    def _patch_creation(self, patch: pytest.MonkeyPatch) -> None:
        real = os.open

        def recorded(file: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
            path = self._inside(file, dir_fd)
            if path is None or not flags & os.O_CREAT:
                return real(file, flags, mode, dir_fd=dir_fd)
            self._note("create", path)
            opened = real(file, flags, mode, dir_fd=dir_fd)
            try:
                self._note("fill", path)
            except BaseException:
                os.close(opened)
                raise
            self._unflushed.add(path)
            return opened

        patch.setattr(os, "open", recorded)

    def _patch_pair(
        self, patch: pytest.MonkeyPatch, name: str, kind: str, made: Callable[[Path | None, Path], None]
    ) -> None:
        real = getattr(os, name)

        def recorded(source: Any, target: Any, **said: Any) -> None:
            old, path = self._inside(source, said.get("src_dir_fd")), self._inside(target, said.get("dst_dir_fd"))
            if path is None or not os.path.lexists(old or source) or (kind == "link" and os.path.lexists(path)):
                real(source, target, **said)  # no change, or an error
                return
            self._note(kind, path)
            real(source, target, **said)
            made(old, path)

        patch.setattr(os, name, recorded)

    def _moved(self, source: Path | None, target: Path) -> None:
        self._unflushed.discard(target)
        if source in self._unflushed:
            self._unflushed.remove(source)
            self._unflushed.add(target)

    def _linked(self, source: Path | None, target: Path) -> None:
        if source in self._unflushed:
            self._unflushed.add(target)

    def _patch_removal(self, patch: pytest.MonkeyPatch, name: str, kind: str) -> None:
        real = getattr(os, name)

        def recorded(file: Any, *, dir_fd: int | None = None) -> None:
            path = self._inside(file, dir_fd)
            if path is not None and os.path.lexists(path) and not (kind == "rmdir" and any(path.iterdir())):
                self._note(kind, path)
                self._unflushed.discard(path)
            real(file, dir_fd=dir_fd)

        patch.setattr(os, name, recorded)

    def _patch_mkdir(self, patch: pytest.MonkeyPatch) -> None:
        real = os.mkdir

        def recorded(file: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
            path = self._inside(file, dir_fd)
            if path is not None and path.parent.is_dir() and not path.exists():
                self._note("mkdir", path)
            real(file, mode, dir_fd=dir_fd)

        patch.setattr(os, "mkdir", recorded)

    def _fsync(self, descriptor: int) -> None:
        """Only noted: a test that stops the world by itself need not wait for the disk."""
        path = self._inside(_path_of(descriptor))
        if path is not None:
            self._note("flush", path)
            self._unflushed.discard(path)

    def _patch_polars(self, patch: pytest.MonkeyPatch) -> None:
        import polars as pl

        real = pl.LazyFrame.sink_parquet

        def recorded(rows: pl.LazyFrame, file: Any, **said: Any) -> Any:
            if self._inside(file) is not None:
                Path(file).open("wb").close()
            return real(rows, file, **said)

        patch.setattr(pl.LazyFrame, "sink_parquet", recorded)

    def _note(self, kind: str, path: Path) -> None:
        if (path.name.startswith(".") and not self._drafts) or AUDIT in path.parts:
            self._recorder.go_on()
        else:
            root = next(root for root in self._roots if path.is_relative_to(root))
            self._recorder.about_to(kind, RANDOM.sub("", str(path.relative_to(root.parent))))

    def _inside(self, file: Any, folder: int | None = None) -> Path | None:
        """The path of a file below one of the folders; None for every other."""
        if not isinstance(file, str | os.PathLike):
            return None
        path = (_path_of(folder) if folder is not None else Path()) / os.fspath(file)
        return path if any(path.is_relative_to(root) for root in self._roots) else None

    def _lose_unflushed(self) -> None:
        for path in self._unflushed:
            if path.exists():
                os.truncate(path, 0)


def _path_of(descriptor: int) -> Path:
    return Path(os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115 - of no path
