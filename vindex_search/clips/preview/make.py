"""A run of the child: some segments of a film in a row, each told of as soon as it is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vindex_search.clips.asked import ClipAsked
from vindex_search.clips.make import DEADLINE_BASE_S, DEADLINE_SHARE, GONE, MEMORY_LIMIT, cut_task, probed_record
from vindex_search.clips.preview.shelf import segment_name
from vindex_search.clips.preview.spec import SEGMENT_S, PreviewSpec
from vindex_search.sandbox import run_sandboxed
from vindex_search.sandbox.failures import Transient
from vindex_search.storage.bucket import Bucket
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video

WRITTEN_LIMIT: Final = 2**30  # bytes: a minute at 720p has some 10 MB


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some segments in a row of a video."""

    video: Video
    first: int
    count: int

    @property
    def end(self) -> int:
        """The number behind the last one."""
        return self.first + self.count


def make_stretch(
    store: Store,
    bucket: Bucket,
    stretch: Stretch,
    folder: Path,
    tell: Callable[[Path | None], None],
) -> None:
    """Make the segments of a stretch.

    Args:
        store: Has the probe's result.
        bucket: Has the film.
        stretch: Which ones.
        folder: Empty; for the child.
        tell: Called with each segment's file when it is whole, in between with None; what it raises ends the child.

    Raises:
        ClipRefused: the video is not probed.
        VideoFailure: the child failed.
    """
    video, number = stretch.video, stretch.first
    upload = bucket.stat(video.object_key)
    if upload is None or upload.version != video.version:
        raise Transient(GONE)

    def progress(_reached_s: float) -> None:
        nonlocal number
        tell(None)
        while number < stretch.end and (made := folder / segment_name(number)).exists():
            tell(made)
            number += 1

    with bucket.local_path(video.object_key) as path:
        _run(store, stretch, path, folder, progress)
    progress(0.0)


def _run(store: Store, stretch: Stretch, path: Path, folder: Path, progress: Callable[[float], None]) -> None:
    from vindex_search.clips.preview.child import make_segments

    manifest = probed_record(store, stretch.video).manifest
    spec = PreviewSpec.of(manifest)
    bounds = [spec.bounds(number) for number in range(stretch.first, stretch.end)]
    between = bounds[0][0], bounds[-1][1]
    task = cut_task(manifest, path, ClipAsked(*between), between)
    run_sandboxed(
        make_segments,
        task.to_dict(),
        spec.size,
        bounds,
        stretch.first,
        str(folder),
        deadline_s=DEADLINE_BASE_S + DEADLINE_SHARE * stretch.count * SEGMENT_S,
        progress=progress,
        memory_limit=MEMORY_LIMIT,
        written_limit=WRITTEN_LIMIT,
        readable=[path],
        writable=folder,
    )
