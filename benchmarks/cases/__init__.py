"""One file a case: a question about speed, its contestants and its goals; the page shows them in this order."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from benchmarks.harness.case import Case

NAMES: Final = (
    # the whole way of an upload
    "lecture",
    "batch",
    "uploads",
    "unchanged",
    "orchestration",
    # its steps
    "frames",
    "screen_text",
    "speech",
    "embedding",
    # the service
    "search",
    "clients",
    "start",
    # growth
    "videos",
    "points",
    "partitions",
)


def load_case(name: str) -> Case:
    """The case of a name.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in NAMES:
        raise ValueError(f"no case {name!r}; there are {', '.join(NAMES)}")
    case: Case = import_module(f"benchmarks.cases.{name}").CASE
    return case
