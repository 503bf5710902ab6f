"""The commands of `vindex`, called in this process: what they print and their exit status, without 5 s of imports."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner, Result


def invoke(*arguments: str) -> Result:
    """The outcome of `vindex` with some arguments over the library of the environment; a trace fails the test."""
    from vindex_assets.cli import app
    from vindex_search.settings import settings

    settings.cache_clear()
    with _process_as_it_was():
        done = CliRunner().invoke(app, arguments)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@contextmanager
def _process_as_it_was() -> Iterator[None]:
    """A command may take the logging and the cores of its process for its own: both are given back."""
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
