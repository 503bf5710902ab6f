"""The chapters of a video for the structures of its manifest: those that its file brings along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from vindex_search.contract.records import VideoRecord

Titled = tuple[float, str]


@dataclass(frozen=True, slots=True)
class TitledRange:
    """A chapter: its title, and its times in seconds."""

    title: str
    start_s: float
    end_s: float


def chapters_of(probed: VideoRecord) -> list[TitledRange]:
    """The chapters with a title, ordered by time; each ends where the next begins."""
    listed = probed.manifest.get("chapters", ())
    found = sorted(filter(None, map(_titled, listed if isinstance(listed, list) else ())))
    bounds = [*found, (probed.duration_s, "")]
    return [TitledRange(title, start, end) for (start, title), (end, _) in pairwise(bounds) if start < end]


def _titled(fields: Any) -> Titled | None:
    if not isinstance(fields, Mapping):
        return None
    title, start_s = fields.get("title"), fields.get("start_s")
    return (float(start_s), title) if isinstance(title, str) and title and isinstance(start_s, int | float) else None
