"""Who ingests films: `vindex ingest` into a new library, and the plain script; each in a process of its own."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.harness.sample import OURS
from benchmarks.harness.usage import Usage, run_process

PLAIN: Final = "plain script"


def contestants(films: Sequence[Path], folder: Path) -> Mapping[str, Callable[[], Usage]]:
    """Both over some films; each turn begins without anything that an earlier one has written below `folder`."""
    return {OURS: partial(_into_new_library, films, folder), PLAIN: partial(run_plain_script, films, folder)}


def _into_new_library(films: Sequence[Path], folder: Path) -> Usage:
    return ingest(films, new_library(folder))


def new_library(folder: Path) -> Path:
    """The home of an empty library below a folder."""
    return Path(tempfile.mkdtemp(prefix="home-", dir=folder))


def ingest(films: Sequence[Path], home: Path) -> Usage:
    """`vindex ingest` of some films into a library.

    Raises:
        subprocess.CalledProcessError: a film could not be indexed.
    """
    command = [sys.executable, "-m", "vindex_assets.cli", "ingest", *map(str, films)]
    return run_process(command, {"VINDEX_HOME": str(home), "DAGSTER_HOME": str(home / "dagster")})


def run_plain_script(films: Sequence[Path], folder: Path) -> Usage:
    """The plain script over some films, with an empty index."""
    index = tempfile.mkdtemp(prefix="index-", dir=folder)
    return run_process([sys.executable, "-m", "benchmarks.plain_script", "--index", index, *map(str, films)])
