"""Runs pytest in forks of a process that has imported the large libraries, but nothing of the checkout.

Started as a script, so that no package of the checkout is imported. Reads one request a line from its standard input,
`{"tree": folder, "tests": [files], "timeout_s": seconds}`, and answers `{"code": exit status, "wall_s": seconds}`; the
status is pytest's, or -9 where time ran out. The output of the last run is in `last-run.txt` beside the tree.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Final

PRELOADED: Final = (
    *("numpy", "polars", "torch", "transformers", "sentence_transformers", "dagster", "qdrant_client", "fastapi"),
    *("hypothesis", "moto.server", "boto3", "botocore.session", "s3fs", "upath", "httpx", "av", "PIL.Image", "pytest"),
    *("starlette.testclient", "uvicorn", "schemathesis", "py_rust_stemmers", "qdrant_edge"),
)
MEMORY_BYTES: Final = 8 << 30  # of one run: a fault may ask for any amount
POLL_S: Final = 0.02


def serve() -> None:
    """Answer requests until the input ends."""
    for name in PRELOADED:
        try:
            importlib.import_module(name)
        except ImportError:
            continue  # it only saves time
    gc.freeze()
    for line in sys.stdin:
        print(json.dumps(run(**json.loads(line))), flush=True)


def run(tree: str, tests: list[str], timeout_s: float) -> dict[str, float]:
    """Fork, run the tests in the tree, and end all that is left of them."""
    began = time.monotonic()
    child = os.fork()
    if not child:
        _run_tests(Path(tree), tests)
    code = _wait(child, timeout_s)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # servers and children of the tests
    return {"code": code, "wall_s": round(time.monotonic() - began, 2)}


def _run_tests(tree: Path, tests: list[str]) -> None:
    """In the fork: never returns."""
    os.setsid()
    os.chdir(tree)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    output = os.open(tree.parent / "last-run.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(output, stream)
    sys.path[0] = str(tree)
    import pytest

    preloaded = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # plugins were imported before pytest began
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--hypothesis-profile=thorough"]
    code = pytest.main([*options, *preloaded, "-m", "not slow", *tests])
    os._exit(int(code))


def _wait(child: int, timeout_s: float) -> int:
    ends = time.monotonic() + timeout_s
    while time.monotonic() < ends:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(POLL_S)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -signal.SIGKILL


if __name__ == "__main__":
    serve()
