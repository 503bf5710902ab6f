"""Damage a file in many ways and see what becomes of each copy: a program, run as a child of `test_fuzz`.

    echo '["film.mp4", 0, 100, 2026]' | python -m tests.support.media.fuzz.fuzz_program

Every copy is indexed in a fork of this process instead of in a `sandbox`, which would cost the start of a Python.
It prints one JSON line for each: its number, its verdict, and the place of an unexpected error. The same file, seed and
number give the same copy: `mutated(data, seed=SEED, number=NUMBER)`.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import select
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.support.media.clock.coverage_invariant import violations
from tests.support.media.fuzz.mutations import mutated
from vindex_assets.failures import VideoFailure
from vindex_search.sandbox import MEMORY_LIMIT, PAGE_BYTES, POLL_INTERVAL_S
from vindex_search.sandbox.jail.limits import confine_process

DEADLINE_S: Final = 20
ANY_LIMITS: Final = {"max_duration_s": 4 * 3600.0}
INDEXED: Final = "indexed"
HUNG: Final = "hung"
OUT_OF_MEMORY: Final = "too much memory"

# Threads do not survive a fork, and whoever waits for one then waits for ever.
ONE_THREAD: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
HEAVY: Final = ("av", "cv2", "polars", "decord", "scenedetect", "vindex_search.contract.tables")
# Imported by those at their first use, which would be in every fork.
LATE: Final = (
    *("numpy.ma", "polars._utils.parquet", "PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.GifImagePlugin"),
    *("PIL.BmpImagePlugin", "PIL.PpmImagePlugin"),
)
ROOMS: Final = ("vindex_assets.media.child_tasks", "vindex_assets.media.audio.extract")


def index(path: str, folder: str, progress: Callable[[float], None]) -> dict[str, Any]:
    """Index a file as the pipeline does; returns its manifest.

    Raises:
        VideoFailure: it cannot be indexed.
        AssertionError: something of it is missing, and no note says so.
    """
    child_tasks = importlib.import_module("vindex_assets.media.child_tasks")
    manifest: dict[str, Any] = child_tasks.probe_file(path, ANY_LIMITS, "", progress)
    kept: dict[str, Any] | None = None
    heard: dict[str, Any] | None = None
    if manifest["video_stream"] is not None:
        times_s: list[float] = []
        kept = child_tasks.write_frames(path, manifest, folder, "content", times_s.append)
        kept["times_s"] = sorted(times_s)  # a decoder that gives up is followed by another, from the begin on
    if manifest["audio_stream"] is not None:
        heard = child_tasks.write_audio(path, manifest, folder, progress)
    missing = violations(Path(path), manifest, kept, heard)
    assert not missing, missing
    return manifest


def verdict_of(path: Path, folder: Path) -> dict[str, str]:
    """The verdict on a file; for an unexpected error also its text and the lines of its traceback."""
    try:
        index(str(path), str(folder), lambda _: None)
    except VideoFailure as failure:
        return {"verdict": f"{type(failure).__name__}: {failure.reason}"}
    except MemoryError:
        return {"verdict": OUT_OF_MEMORY}
    except Exception as error:  # noqa: BLE001 - to find every kind is what this program is for
        lines = [f"{Path(step.filename).name}:{step.lineno}" for step in traceback.extract_tb(error.__traceback__)]
        return {"verdict": f"unexpected {type(error).__name__}", "where": " ".join([*lines, str(error)])}
    return {"verdict": INDEXED}


def run_in_fork(function: Callable[[], dict[str, str]]) -> dict[str, str]:
    """The verdict of a function in a fork of this process, or how the fork ended."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _limit()
            os.write(writer, json.dumps(function()).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb", buffering=0) as answer:
        stopped = _watch(pid, answer.fileno())
        said = b"" if stopped else answer.read()
    _, status = os.waitpid(pid, 0)
    return json.loads(said) if said else {"verdict": stopped or _end(os.waitstatus_to_exitcode(status))}


def _limit() -> None:
    confine_process()
    resource.setrlimit(resource.RLIMIT_CPU, (DEADLINE_S, DEADLINE_S + 1))


def _watch(pid: int, answer: int) -> str:
    """Wait until the fork writes its verdict or ends; why it was killed, if it was."""
    until = time.monotonic() + DEADLINE_S
    stopped = ""
    while not select.select([answer], [], [], POLL_INTERVAL_S)[0] and not stopped:
        resident = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES
        stopped = OUT_OF_MEMORY if resident > MEMORY_LIMIT else HUNG if time.monotonic() > until else ""
    if stopped:
        os.kill(pid, signal.SIGKILL)
    return stopped


def _end(code: int) -> str:
    if code == -signal.SIGXCPU:
        return HUNG
    return f"crashed: {signal.Signals(-code).name if code < 0 else code}"


def main() -> None:
    """Answer requests, one a line of standard input: a file, the first and the last but one number, and the seed.

    The answer is the file itself, indexed as number -1, and its damaged copies of those numbers, a line each.
    """
    os.environ.update(ONE_THREAD)
    for name in (*HEAVY, *LATE, *ROOMS):
        importlib.import_module(name)
    gc.freeze()  # a collection in a fork would copy every page that it looks at
    for request in sys.stdin:
        name, first, end, seed = json.loads(request)
        file, data = Path(name), Path(name).read_bytes()
        for number in (-1, *range(first, end)):
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / file.name
                copy.write_bytes(mutated(data, seed=seed, number=number) if number >= 0 else data)
                found = run_in_fork(partial(verdict_of, copy, copy.parent))
            print(json.dumps({"number": number, **found}), flush=True)


if __name__ == "__main__":
    main()
