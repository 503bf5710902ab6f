"""worker: loads once in a process of its own, then has its turns."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.harness.worker import Worker, WorkerFailed

HERE = "tests.benchmarks.harness.test_worker"


def prepare(word: str) -> Callable[[str], Any]:
    """Counts its turns; what it prints is no answer."""
    turns: list[str] = []

    def work(subject: str) -> Any:
        print("not an answer")
        turns.append(subject)
        return {"word": word, "turns": list(turns), "pid": os.getpid()}

    return work


def fail() -> Callable[[str], Any]:
    """Cannot be prepared."""
    raise SystemExit(3)


def test_it_loads_once_and_answers_each_subject() -> None:
    with Worker(f"{HERE}:prepare", "blue") as worker:
        first, second = worker.turn("one"), worker.turn("two")
    assert first.result["pid"] == second.result["pid"] != os.getpid()
    assert second.result["turns"] == ["one", "two"]
    assert second.result["word"] == "blue"


def test_a_turn_says_what_it_used() -> None:
    with Worker(f"{HERE}:prepare", "blue") as worker:
        usage = worker.turn("one").usage
    assert usage.wall_s >= 0
    assert usage.cpu_s >= 0


def test_a_contestant_that_cannot_be_prepared_is_an_error() -> None:
    with pytest.raises(WorkerFailed, match="fail"), Worker(f"{HERE}:fail"):
        pass
