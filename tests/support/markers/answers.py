"""Markers of made up answers."""

from __future__ import annotations

from vindex_search.markers.marker import Marker, Source


def source(fps: float | None = 25.0, *, key: str = "team/sea/tides.mp4", variable: bool = False) -> Source:
    name = key.rpartition("/")[2].rpartition(".")[0]
    return Source(f"team--{name}-0123456789", name, key, 600.0, fps, variable=variable)


def marker(start_s: float, end_s: float, *, of: Source | None = None, note: str = "The tide turns.") -> Marker:
    return Marker(of or source(), start_s, end_s, note, ("speech",), 0.9, f"/v/x?t={start_s:.2f}")
