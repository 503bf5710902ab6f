"""Kills a process at one of its calls to the store, the bucket or the instance: before the call, or right after it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from dagster import DagsterInstance

from vindex_search.storage.bucket.s3 import S3Bucket
from vindex_search.storage.store import Store

CALLS: dict[type, tuple[str, ...]] = {
    Store: (
        "read_record",
        "write_record",
        "remove_record",
        "has_record",
        "remove_video",
        "mark_dirty",
        "dirty",
        "clear_dirty",
        "video_ids",
        "read_library_file",
        "write_library_file",
    ),
    S3Bucket: ("list", "stat"),
    DagsterInstance: ("get_runs", "get_dynamic_partitions", "add_dynamic_partitions", "delete_dynamic_partition"),
}


class Killed(BaseException):
    """Not caught by any `except Exception` of the code under test."""


@dataclass
class CallCounter:
    """Counts down the calls; at the last one the process is dead, and no later call of its threads has an effect."""

    left: int
    after: bool
    lock: threading.Lock = field(default_factory=threading.Lock)

    def call(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Make one call, where the process still lives."""
        with self.lock:
            self.left -= 1
            left = self.left
        if left < 0 or (left == 0 and not self.after):
            raise Killed
        answer = function(*arguments, **named)
        if left == 0:
            raise Killed
        return answer


@contextmanager
def kill_at_call(*, at: int, after: bool) -> Iterator[None]:
    """End the block at its `at`-th call, if it makes so many; nothing that it would do then is done."""
    counter = CallCounter(at, after)
    with pytest.MonkeyPatch.context() as patch:
        for kind, names in CALLS.items():
            for name in names:
                patch.setattr(kind, name, _counted(getattr(kind, name), counter))
        try:
            yield
        except Killed:
            return


def _counted(function: Callable[..., Any], counter: CallCounter) -> Callable[..., Any]:
    def counted(*arguments: Any, **named: Any) -> Any:
        return counter.call(function, *arguments, **named)

    return counted
