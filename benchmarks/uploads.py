"""Duration of the upload sensor's ticks with buckets of ten thousand and of a hundred thousand objects.

`python -m benchmarks.uploads [--objects N ...] [--s3]`: for each N a bucket of N small objects (a folder, or S3 as
moto's server implements it), a new library and a new Dagster instance, in a process of its own. The ticks are those of
the real sensor: the first one; those of one scan of the bucket, idle ones, and those until ten new uploads are found,
in a library that records every other upload as indexed; and those where all uploads are due. No video is processed. The
time in brackets is that of the bucket's listing.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import dagster as dg

    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_assets.uploads.video_state import State
    from vindex_search.storage.bucket import Bucket

OBJECTS: Final = (10_000, 100_000)
WORKSPACES: Final = 10
FILES_PER_FOLDER: Final = 100
WRITERS: Final = 16
IDLE_TICKS: Final = 21  # two scans of a hundred thousand objects
DUE_TICKS: Final = 5
PARTITIONS_PER_CALL: Final = 1000
NEW_UPLOADS: Final = 10
UPLOAD_AGE_S: Final = 3600.0  # none of the uploads counts as still being written
MAX_TICKS: Final = 2000
BUCKET: Final = "uploads"
AWS: Final = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


def key_of(number: int) -> str:
    """An object key: ten workspaces, with a hundred files in each folder."""
    return f"w{number % WORKSPACES}/{number // (WORKSPACES * FILES_PER_FOLDER):05}/talk {number:06}.mp4"


@dataclass
class ListingTimer:
    """Measures the seconds spent in a bucket's listings."""

    seconds: float = 0.0

    def watch(self, kind: type[Any]) -> None:
        """Time the listings of all buckets of a class from now on."""
        inner = kind.list

        def timed(this: Any, **asked: str) -> Iterator[Any]:
            items = inner(this, **asked)
            while True:
                began = time.perf_counter()
                item = next(items, None)
                self.seconds += time.perf_counter() - began
                if item is None:
                    return
                yield item

        kind.list = timed


@dataclass
class SensorTicks:
    """Runs the sensor of one library tick by tick; has the seconds of the last tick and of its listing."""

    library: LibraryResource
    instance: dg.DagsterInstance
    cursor: str | None = None
    seconds: float = 0.0
    listing: ListingTimer = field(default_factory=ListingTimer)

    def tick(self) -> dg.SensorResult:
        """Run one tick; its run requests are not launched."""
        import dagster as dg

        from vindex_assets.automation.sensors import uploads

        self.listing.seconds = 0.0
        with dg.build_sensor_context(
            instance=self.instance, cursor=self.cursor, resources={"library": self.library}
        ) as context:
            began = time.perf_counter()
            result = uploads(context)
            self.seconds = time.perf_counter() - began
        assert isinstance(result, dg.SensorResult)
        self.cursor = result.cursor
        return result

    def until(self, done: Callable[[], bool]) -> str:
        """Run ticks until a condition holds; describes their number and the slowest."""
        slowest = 0.0
        for number in range(1, MAX_TICKS):
            self.tick()
            slowest = max(slowest, self.seconds)
            if done():
                return f"{number} ticks, the slowest {slowest:.2f} s"
        raise RuntimeError(f"not done in {MAX_TICKS} ticks")

    def spread(self, times: int) -> str:
        """Describe the median and the slowest of so many ticks."""
        took = []
        for _ in range(times):
            self.tick()
            took.append((self.seconds, self.listing.seconds))
        seconds, listing = zip(*took, strict=True)
        middle, most, listed = statistics.median(seconds), max(seconds), statistics.median(listing)
        return f"{middle:.2f} s, at most {most:.2f} ({listed:.2f})"


def put_uploads(bucket: Bucket, source: Path, first: int, last: int) -> None:
    """Put uploads into a bucket, with the modification time of the source."""
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda number: bucket.put(key_of(number), source), range(first, last)))


def record_states(library: LibraryResource, instance: dg.DagsterInstance, state: State) -> None:
    """Record every upload in one state, with its partition."""
    from vindex_assets.runs.partitions import VIDEOS
    from vindex_assets.uploads.snapshot import Snapshot
    from vindex_assets.uploads.upload import read_listing
    from vindex_assets.uploads.video_state import VideoState

    listed, _ = read_listing(library.bucket.name, library.bucket.list())
    uploads = [one.upload for one in listed]
    snapshot = Snapshot.load(library.store)
    snapshot.upsert(VideoState(upload, state) for upload in uploads)
    snapshot.rebuilt_to = None
    snapshot.save(library.store)
    keys = [upload.video_id for upload in uploads]
    for start in range(0, len(keys), PARTITIONS_PER_CALL):
        instance.add_dynamic_partitions(VIDEOS, keys[start : start + PARTITIONS_PER_CALL])


def measure(objects: int, folder: Path) -> None:
    """Run and print all measurements of one bucket."""
    from dagster import DagsterInstance

    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_assets.runs.partitions import VIDEOS
    from vindex_assets.uploads.cursor import read_cursor
    from vindex_assets.uploads.snapshot import Snapshot

    library = LibraryResource()
    source = folder / "source.mp4"
    source.write_bytes(b"video")
    os.utime(source, (time.time() - UPLOAD_AGE_S,) * 2)
    put_uploads(library.bucket, source, 0, objects)
    with DagsterInstance.get() as instance:
        ticks = SensorTicks(library, instance)
        ticks.listing.watch(type(library.bucket))
        ticks.tick()
        print(f"  first tick: {ticks.seconds:.2f} s ({ticks.listing.seconds:.2f})", flush=True)
        record_states(library, instance, "indexed")
        seen = ticks.until(lambda: read_cursor(ticks.cursor).after is None)
        print(f"  one scan of the bucket: {seen}", flush=True)
        print(f"  idle: {ticks.spread(IDLE_TICKS)}", flush=True)
        put_uploads(library.bucket, source, objects, objects + NEW_UPLOADS)
        found = ticks.until(lambda: len(Snapshot.load(library.store)) == objects + NEW_UPLOADS)
        print(f"  {NEW_UPLOADS} new ones: {found}", flush=True)
        record_states(library, instance, "new")
        print(f"  everything due: {ticks.spread(DUE_TICKS)}", flush=True)
        began = time.perf_counter()
        keys = len(instance.get_dynamic_partitions(VIDEOS))
        print(f"  {keys} partition keys read: {time.perf_counter() - began:.2f} s")
    print(f"  memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB", flush=True)


@contextmanager
def bucket_environment(*, on_s3: bool) -> Iterator[dict[str, str]]:
    """The environment variables of the bucket: moto's server in this process, or none for a folder."""
    if not on_s3:
        yield {}
        return
    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line a request otherwise
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    session = boto3.Session(*AWS.values())
    session.client("s3", endpoint_url=endpoint).create_bucket(Bucket=BUCKET)
    yield {**AWS, "VINDEX_UPLOADS": f"s3://{BUCKET}", "VINDEX_S3_ENDPOINT": endpoint}
    server.stop()


def measure_in_subprocess(objects: int, environment: Mapping[str, str]) -> None:
    """Measure in a process of its own, so that the memory is that of one bucket."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "dagster").mkdir()
        (home / "dagster" / "dagster.yaml").touch()
        (home / "home" / "uploads").mkdir(parents=True)
        places = {"VINDEX_HOME": str(home / "home"), "DAGSTER_HOME": str(home / "dagster")}
        command = [sys.executable, "-m", "benchmarks.uploads", "--measure", json.dumps([objects, folder])]
        subprocess.run(command, env={**os.environ, **environment, **places}, check=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.uploads", description=__doc__)
    parser.add_argument("--objects", type=int, nargs="+", default=OBJECTS)
    parser.add_argument("--s3", action="store_true", help="moto's S3 over HTTP in place of a folder")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        objects, folder = json.loads(given.measure)
        measure(objects, Path(folder))
        return
    for objects in given.objects:
        print(f"{objects} objects, {'S3 (moto)' if given.s3 else 'a folder'}", flush=True)
        with bucket_environment(on_s3=given.s3) as environment:
            measure_in_subprocess(objects, environment)


if __name__ == "__main__":
    main()
