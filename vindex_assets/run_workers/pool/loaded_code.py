"""Whether the code on disk, and the code server that runs are of, are still those that this process began with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vindex_search.settings import CHECKOUT

PACKAGES: Final = ("vindex_assets", "vindex_search")


class LoadedCode:
    """The code as it is when this is made, which is to be before its modules are imported.

    Args:
        root: Folder of the packages.
    """

    def __init__(self, root: Path = CHECKOUT) -> None:
        self._root = root
        self._files = frozenset(_files(root))
        self._code_server = ""

    def is_current(self, code_server: str) -> bool:
        """Whether a run of a code server may be executed; the first one is taken to have loaded the same code.

        Args:
            code_server: Its identity, which is another one after the code location was loaded anew.
        """
        self._code_server = self._code_server or code_server
        return self._code_server == code_server and self._files == frozenset(_files(self._root))


def _files(root: Path) -> Iterator[tuple[str, int, int]]:
    """Path, size and time of change (ns) of each module: some 600, in a few milliseconds."""
    for package in PACKAGES:
        for file in (root / package).rglob("*.py"):
            status = file.stat()
            yield str(file), status.st_size, status.st_mtime_ns
