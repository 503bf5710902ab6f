"""One function over many items at once: where the store is on S3, a look waits for all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

MAX_WORKERS: Final = 16  # requests under way; botocore keeps ten connections, s3fs as many as are asked for

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def map_parallel(function: Callable[[Item], Answer], items: Iterable[Item]) -> list[Answer]:
    """The answers in the order of the items; the first error of theirs is raised when all have ended."""
    with ThreadPoolExecutor(MAX_WORKERS) as pool:
        return list(pool.map(function, items))
