"""The function that reads describing files in the child process; the parent's side is `in_child.py`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vindex_assets.media.descriptions.limits import MAX_BYTES, size_fault
from vindex_assets.media.descriptions.reading import (
    GONE,
    DescribingFile,
    DescriptionReading,
    read_description,
    unreadable,
)

Progress = Callable[[float], None]


def read_files(files: list[dict[str, Any]], duration_s: float, progress: Progress) -> dict[str, Any]:
    """What describing files of a film of some length give, each by itself.

    Args:
        files: Fields of `DescribingFile`.
        duration_s: Length of the film.
        progress: Called with the place of each file in the list before it is read.
    """
    readings: list[dict[str, Any]] = []
    for place, fields in enumerate(files):
        progress(place)
        readings.append(_read(DescribingFile(**fields), duration_s).to_dict())
    return {"readings": readings}


def _read(file: DescribingFile, duration_s: float) -> DescriptionReading:
    """What one file gives; no error of a parser, foreseen or not, costs more than this file."""
    if file.fault:
        return unreadable(file.name, file.fault)
    try:
        with Path(file.path).open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
        fault = size_fault(len(data))
        return unreadable(file.name, fault) if fault else read_description(data, file.name, duration_s)
    except FileNotFoundError:
        return unreadable(file.name, GONE)
    except MemoryError:
        return unreadable(file.name, "that takes more memory than is allowed")
    except Exception as error:  # noqa: BLE001 - of a file that anybody can write; the log keeps the trace
        sys.excepthook(type(error), error, error.__traceback__)
        return unreadable(file.name, f"unexpected {type(error).__name__}; the log has the trace")
