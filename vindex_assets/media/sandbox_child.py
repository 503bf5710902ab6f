"""The child's side of `sandbox`: calls the function named on standard input, writes JSON lines to a pipe.

python -m vindex_assets.media.sandbox_child PIPE PARENT_PID
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
from typing import IO, Any, Final

from vindex_assets.failures import VideoFailure

PR_SET_PDEATHSIG: Final = 1  # prctl(2)


def main(pipe: int, parent: int) -> None:
    """Run the task on standard input; its messages go to the file descriptor `pipe`."""
    confine_process()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a parent that ignores SIGTERM passes that on
    if os.getppid() != parent:
        return  # the parent died before the kernel was asked to kill us with it
    with os.fdopen(pipe, "w", encoding="utf-8") as messages:
        _send(messages, _call(messages, json.load(sys.stdin)))


def confine_process() -> None:
    """Die with the parent process, and write no core dumps: crashes are expected, dumps would fill the disk."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _call(messages: IO[str], task: dict[str, Any]) -> dict[str, Any]:
    """Call the function of a task; its result, its failure, or the class of an unexpected error."""

    def progress(value: float) -> None:
        _send(messages, {"progress": value})

    try:
        function = getattr(importlib.import_module(task["module"]), task["name"])
        return {"result": function(*task["arguments"], progress)}
    except VideoFailure as failure:
        return {"failure": type(failure).__name__, "reason": failure.reason}
    except Exception as error:  # noqa: BLE001 - the parent decides what an error of any class means
        sys.excepthook(type(error), error, error.__traceback__)
        return {"unexpected": type(error).__name__}


def _send(messages: IO[str], message: dict[str, Any]) -> None:
    messages.write(json.dumps(message) + "\n")
    messages.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
