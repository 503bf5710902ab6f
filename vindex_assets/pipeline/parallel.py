"""Parallel map over requests to the store or the bucket: on S3 they wait for the network, so many wait at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

MAX_WORKERS: Final = 16  # requests in flight; botocore keeps ten connections, s3fs as many as are asked for

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_parallel(function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """The results in the order of the items; the first error is raised once all calls have ended."""
    with ThreadPoolExecutor(MAX_WORKERS) as pool:
        return list(pool.map(function, items))
