"""Runs `vindex` commands in this process, which saves 5 s of imports; returns output and exit status."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner, Result


def invoke(*arguments: str) -> Result:
    """Run `vindex` with arguments over the library of the environment; an uncaught exception is raised."""
    from vindex_assets.cli import app
    from vindex_search.settings import settings

    settings.cache_clear()
    with _restored_process():
        done = CliRunner().invoke(app, arguments)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@contextmanager
def _restored_process() -> Iterator[None]:
    """Restore what a command changes of its process: logging, the number of threads, the GIL's switch interval."""
    root = logging.getLogger()
    handlers, level, switch_s = root.handlers[:], root.level, sys.getswitchinterval()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", os.environ.get("OMP_NUM_THREADS", "1"))
        try:
            yield
        finally:
            logging.captureWarnings(False)
            root.handlers[:] = handlers
            root.setLevel(level)
            sys.setswitchinterval(switch_s)
