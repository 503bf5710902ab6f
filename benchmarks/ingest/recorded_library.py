"""A library that records videos as indexed which were never processed: uploads, records, snapshot and partitions.

`python -m benchmarks.ingest.recorded_library COUNT` makes it below `VINDEX_HOME`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

UPLOAD_AGE_S: Final = 3600.0  # none of the uploads counts as still being written
WORKSPACE: Final = "recorded"


def record_videos(home: Path, count: int) -> None:
    """Record so many videos in the library of a home, from a process of its own: settings are read once a process."""
    environment = {**os.environ, "VINDEX_HOME": str(home), "DAGSTER_HOME": str(home / "dagster")}
    command = [sys.executable, "-m", "benchmarks.ingest.recorded_library", str(count)]
    subprocess.run(command, env=environment, check=True)


def _record(count: int) -> None:
    from vindex_assets.cli.ingest import create_uploads_folder
    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_assets.runs.instance import open_instance
    from vindex_assets.runs.partitions import VIDEOS
    from vindex_assets.uploads.snapshot import Snapshot
    from vindex_assets.uploads.upload import read_listing
    from vindex_assets.uploads.video_state import VideoState

    library = LibraryResource()
    create_uploads_folder(library)
    source = library.settings.home / "source.mp4"
    source.write_bytes(b"video")
    os.utime(source, (time.time() - UPLOAD_AGE_S,) * 2)
    for number in range(count):
        library.bucket.put(f"{WORKSPACE}/talk {number:06}.mp4", source)
    listed, _ = read_listing(library.bucket.name, library.bucket.list())
    snapshot = Snapshot.load(library.store)
    snapshot.upsert(VideoState(one.upload, "indexed") for one in listed)
    snapshot.rebuilt_to = None
    snapshot.save(library.store)
    instance = open_instance(library.settings)
    instance.add_dynamic_partitions(VIDEOS, [one.upload.video_id for one in listed])


if __name__ == "__main__":
    _record(int(sys.argv[1]))
