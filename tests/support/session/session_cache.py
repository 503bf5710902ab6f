"""Files that are expensive to make, made once a test session by whichever worker needs them first."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class SessionCache:
    """Folders by name, shared by the workers of a session; nobody writes into one after it was made."""

    folder: Path

    def get(self, name: str, make: Callable[[Path], object]) -> Path:
        """The folder of a name; `make` fills it where it is not there yet, and other workers wait for that."""
        made, unfinished = self.folder / name, self.folder / f".{name}"
        self.folder.mkdir(exist_ok=True)
        with (self.folder / f".{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                shutil.rmtree(unfinished, ignore_errors=True)
                make(unfinished)
                unfinished.rename(made)
        return made


@pytest.fixture(scope="session")
def session_cache(tmp_path_factory: pytest.TempPathFactory) -> SessionCache:
    """One cache for all workers of xdist, each of which has a folder of its own below the session's."""
    own = tmp_path_factory.getbasetemp()
    return SessionCache((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "session_cache")
