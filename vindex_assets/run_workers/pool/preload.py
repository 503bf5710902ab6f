"""What the pool imports, so that no worker has to: everything of a run whose threads, if it starts any, bear a fork.

A process is forked soundly while it has one thread: a lock that another thread held would stay locked in the child for
ever, and the other threads are missing there. So models are loaded in workers only, and polars, whose import starts
threads that stay, is not here. OpenBLAS (in numpy, scipy and OpenCV) starts threads too, but ends them before a fork
and begins anew after it: a first fork, of a process that ends at once, leaves this one with one thread, which is
looked at before each later one.
"""

from __future__ import annotations

import importlib
import logging
import os
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
    "tokenizers",
)

log = logging.getLogger("vindex.run_workers")


def preload() -> None:
    """Import the modules, and have OpenBLAS end its threads.

    A module that is missing or broken is left to the run that needs it, which says so.
    """
    for module in MODULES:
        try:
            importlib.import_module(module)
        except Exception as error:  # noqa: BLE001 - a library raises what it likes while it is imported
            log.warning("%s", visible(f"run workers begin without {module}: {type(error).__name__}: {error}"))
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)


def thread_count() -> int:
    """Threads of this process, those of native libraries included, by proc(5)."""
    return sum(1 for _ in Path("/proc/self/task").iterdir())
