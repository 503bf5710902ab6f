"""A contestant in a process of its own: loads once, then has its turns as it is asked.

The process runs this module: it calls a function, which loads models and returns the work; then it reads a subject a
line, does the work, and answers with a line of JSON. Loading is no part of a turn, and no contestant holds the
memory of another one; the peak of a turn is that of the whole process, with what it has loaded.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from benchmarks.harness.memory import PeakMemory
from benchmarks.harness.usage import Usage

Work = Callable[[str], Any]
"""Works on a subject; what it returns is a value of JSON, such as the texts that were recognised."""


class WorkerFailed(RuntimeError):
    """The process has ended instead of answering; why stands in its error output, which is ours."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn used, and what came of it."""

    usage: Usage
    result: Any


class Worker:
    """The process, while used as a context manager.

    Args:
        prepare: `module:function`; called with `arguments`, returns the work.
        arguments: Of the function.
        environment: Variables to set for the process.
    """

    def __init__(self, prepare: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        self._command = [sys.executable, "-m", "benchmarks.harness.worker", prepare, *arguments]
        self._environment = {**os.environ, **(environment or {})}

    def __enter__(self) -> Worker:
        """Start the process and wait until it has loaded."""
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=self._environment
        )
        try:
            self._answer()
        except WorkerFailed:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        with self._process:
            self._process.kill()

    def turn(self, subject: str | Path) -> Turn:
        """Have the work done once.

        Raises:
            WorkerFailed: the process has ended.
        """
        stdin: IO[str] = self._process.stdin  # type: ignore[assignment]  # a pipe
        with PeakMemory(self._process.pid) as memory:
            stdin.write(f"{subject}\n")
            stdin.flush()
            answer = self._answer()
        usage = Usage(wall_s=answer["wall_s"], cpu_s=answer["cpu_s"], peak_mib=memory.mib)
        return Turn(usage, answer["result"])

    def _answer(self) -> Any:
        stdout: IO[str] = self._process.stdout  # type: ignore[assignment]  # a pipe
        line = stdout.readline()
        if not line:
            raise WorkerFailed(" ".join(self._command[3:]))
        return json.loads(line)


def serve(work: Work, subjects: IO[str], answers: IO[str]) -> None:
    """Answer that the work is loaded, then one line for each subject."""
    print("{}", file=answers, flush=True)
    for line in subjects:
        began, spent = time.perf_counter(), _cpu_s()
        result = work(line.rstrip("\n"))
        used = {"wall_s": time.perf_counter() - began, "cpu_s": _cpu_s() - spent}
        print(json.dumps({**used, "result": result}), file=answers, flush=True)


def _cpu_s() -> float:
    """Seconds of processor time of this process and its children that have ended."""
    spent = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def main(prepare: str, *arguments: str) -> None:
    """Serve on the standard streams; what libraries print goes to the error output."""
    module, function = prepare.split(":")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(getattr(import_module(module), function)(*arguments), sys.stdin, answers)


if __name__ == "__main__":
    main(*sys.argv[1:])
