"""What the template imports, so that no worker has to: everything of a run that starts no thread when it is imported.

A process is forked soundly while it has one thread: a lock that another thread held would stay locked in the child for
ever, and OpenMP's threads would be missing there. So models are loaded in workers only, and polars, which starts
threads when it is imported, is not here; `thread_count` is asked before each fork.
"""

from __future__ import annotations

import importlib
import logging
from pathlib import Path
from typing import Final

from vindex_search.common.text import visible

MODULES: Final = (
    "vindex_assets.definitions",
    "av",
    "PIL.Image",
    "torch",
    "onnxruntime",
    "rapidocr",
    "sentence_transformers",
)

log = logging.getLogger("vindex.run_workers")


def preload() -> None:
    """Import the modules; one that is missing or broken is left to the run that needs it, which says so."""
    for module in MODULES:
        try:
            importlib.import_module(module)
        except Exception as error:  # noqa: BLE001 - a library raises what it likes while it is imported
            log.warning("%s", visible(f"run workers begin without {module}: {type(error).__name__}: {error}"))


def thread_count() -> int:
    """Threads of this process, those of native libraries included, by proc(5)."""
    return sum(1 for _ in Path("/proc/self/task").iterdir())
