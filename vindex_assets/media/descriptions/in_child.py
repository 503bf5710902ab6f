"""Describing files read in a child process, all of a video in one; where it dies, each in its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from vindex_assets.failures import Permanent
from vindex_assets.media.descriptions.child import read_files
from vindex_assets.media.descriptions.reading import (
    DescribingFile,
    DescriptionReading,
    file_values,
    unreadable,
)
from vindex_search.sandbox import run_sandboxed

DEADLINE_S: Final = 60.0  # of all files; the largest YAML that is read takes some three seconds
MEMORY_LIMIT: Final = 2**30  # bytes resident: a JSON of 32 MiB is some ten times that in values


def read_in_child(files: Sequence[DescribingFile], *, duration_s: float) -> list[DescriptionReading]:
    """What describing files give, in their order.

    Raises:
        Transient: the child did not start, or was killed from outside.
        Cancelled: the run was cancelled.
    """
    try:
        answer = run_sandboxed(
            read_files,
            file_values(list(files)),
            duration_s,
            deadline_s=DEADLINE_S,
            memory_limit=MEMORY_LIMIT,
            readable=[Path(file.path) for file in files if file.path],
        )
    except Permanent:
        if len(files) > 1:
            return [reading for file in files for reading in read_in_child([file], duration_s=duration_s)]
        return [unreadable(file.name, "reading it crashes, does not end or takes too much memory") for file in files]
    return [DescriptionReading.from_dict(values) for values in answer["readings"]]
