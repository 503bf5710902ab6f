"""The encoded passages of each video: `<cache>/points/<key>.parquet`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl

from benchmarks.retrieval.cache.keys import points_key
from benchmarks.retrieval.lectures import Lecture, Models, make_points


def kept_points(lecture: Lecture, models: Models, cache: Path) -> pl.DataFrame:
    """The points of a video, from the cache where it has them."""
    file = cache / "points" / f"{points_key(lecture)}.parquet"
    if file.is_file():
        return pl.read_parquet(file)
    points = make_points(lecture, models)
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
        points.write_parquet(part)
    Path(part.name).rename(file)  # another run never sees half a file
    return points
