"""The child's side of `run`: calls the function named on standard input, writes JSON lines to a pipe.

python -m vindex_search.sandbox.child PIPE PARENT_PID
"""

from __future__ import annotations

import errno
import importlib
import json
import os
import signal
import sys
from typing import IO, Any

from vindex_search.sandbox.failures import VideoFailure
from vindex_search.sandbox.jail.jail import Jail, close_jail
from vindex_search.sandbox.jail.limits import confine_process


def main(pipe: int, parent: int) -> None:
    """Run the task on standard input; its messages go to the file descriptor `pipe`."""
    confine_process()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a parent that ignores SIGTERM passes that on
    if os.getppid() != parent:
        return  # the parent died before the kernel was asked to kill us with it
    with os.fdopen(pipe, "w", encoding="utf-8") as messages:
        _send(messages, _call(messages, json.load(sys.stdin)))


def _call(messages: IO[str], task: dict[str, Any]) -> dict[str, Any]:
    """Call the function of a task in its jail; its result, its failure, or the class of an unexpected error."""

    def progress(value: float) -> None:
        _send(messages, {"progress": value})

    try:
        close_jail(Jail.from_dict(task["jail"]), task["module"])
        function = getattr(importlib.import_module(task["module"]), task["name"])
        return {"result": function(*task["arguments"], progress)}
    except VideoFailure as failure:
        return {"failure": type(failure).__name__, "reason": failure.reason}
    except Exception as error:  # noqa: BLE001 - the parent decides what an error of any class means
        sys.excepthook(type(error), error, error.__traceback__)
        return {"unexpected": _class_of(error)}


def _class_of(error: Exception) -> str:
    """The name of an error's class; that of the limit of a file's size, which has none, is made up."""
    return "FileTooLarge" if isinstance(error, OSError) and error.errno == errno.EFBIG else type(error).__name__


def _send(messages: IO[str], message: dict[str, Any]) -> None:
    messages.write(json.dumps(message) + "\n")
    messages.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
