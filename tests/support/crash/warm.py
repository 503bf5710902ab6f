"""What the processes of crash tests need, imported once in the server that forks them. Nothing of it starts a thread.

A fork of a process that has threads may wait for ever for a lock that one of them held: so polars, which starts some
when it is imported, is left to the forked processes.
"""

from __future__ import annotations

import ctypes
import os
import tempfile
import warnings
from pathlib import Path
from typing import Final

PR_SET_CHILD_SUBREAPER: Final = 36  # prctl(2)


def become_subreaper() -> None:
    """Have what a dead process leaves running come to this one, where tests look for it."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    warnings.filterwarnings("ignore", message="forkserver: waitpid returned unexpected pid")


def import_everything() -> None:
    """Import the pipeline, as of a library that is not there."""
    with tempfile.TemporaryDirectory(prefix="crash-warm-") as folder:
        os.environ["VINDEX_HOME"] = folder
        import av  # noqa: F401
        import PIL.Image  # noqa: F401
        import qdrant_client  # noqa: F401

        import vindex_assets.cli.reindex
        import vindex_assets.completeness.check
        import vindex_assets.definitions
        import vindex_assets.media.child_tasks
        import vindex_assets.media.subtitles.sidecars.child  # noqa: F401
        from tests.support.dagster.quick_databases import make_databases_quick
        from vindex_search.settings import settings

        make_databases_quick()
        settings.cache_clear()
        del os.environ["VINDEX_HOME"]


become_subreaper()
import_everything()
threads = len(list(Path("/proc/self/task").iterdir()))
assert threads == 1, f"the server that forks has {threads} threads"
