"""What the processes of crash tests need, imported once in the server that forks them. Nothing of it starts a thread.

A fork of a process that has threads may wait for ever for a lock that one of them held: so polars, which starts some
when it is imported, is left to the forked processes.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from importlib import import_module
from pathlib import Path
from typing import Final

from tests.support.crash.subreaper import become_subreaper

MODULES: Final = (
    "av",
    "PIL.Image",
    "qdrant_client",
    "tests.support.crash.cheap_steps",
    "tests.support.crash.scenarios",
    "vindex_assets.completeness.check",
    "vindex_assets.media.child_tasks",
    "vindex_assets.media.subtitles.sidecars.child",
)


def import_everything() -> None:
    """Import the pipeline, as of a library that is not there."""
    with tempfile.TemporaryDirectory(prefix="crash-warm-") as folder:
        os.environ["VINDEX_HOME"] = folder
        for name in MODULES:
            import_module(name)
        from tests.support.dagster.quick_databases import make_databases_quick
        from vindex_search.settings import settings

        make_databases_quick()
        settings.cache_clear()
        del os.environ["VINDEX_HOME"]


os.environ["OPENBLAS_NUM_THREADS"] = "1"  # numpy's library starts its threads when it is imported
become_subreaper()
warnings.filterwarnings("ignore", message="forkserver: waitpid returned unexpected pid")
import_everything()
threads = len(list(Path("/proc/self/task").iterdir()))
assert threads == 1, f"the server that forks has {threads} threads"
