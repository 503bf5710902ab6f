"""What a tick of the upload sensor costs in a bucket of ten thousand objects, and in one of a hundred thousand.

`python -m benchmarks.uploads [--objects N ...] [--s3]`: for each N a bucket of N small objects (a folder, or S3's API
as moto's server answers it), a new library and a new Dagster instance in a process of its own. The ticks are real ones
of the real sensor: the first; those of one pass, idle ones, and those until ten new uploads were found, in a library
that says of all others that they are indexed; and those where all of them are due. No video is worked on. In brackets
is the part of a tick that went into the bucket's own listing.
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
PER_FOLDER: Final = 100
WRITERS: Final = 16
IDLE_TICKS: Final = 21  # two passes over a hundred thousand objects
DUE_TICKS: Final = 5
KEYS_AT_ONCE: Final = 1000
NEW: Final = 10
OLD_S: Final = 3600.0  # since the uploads: none of them counts as still being written
MOST_TICKS: Final = 2000
BUCKET: Final = "uploads"
AWS: Final = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


def key_of(number: int) -> str:
    """The key of an upload: ten workspaces, with a hundred files in each folder."""
    return f"w{number % WORKSPACES}/{number // (WORKSPACES * PER_FOLDER):05}/talk {number:06}.mp4"


@dataclass
class Listing:
    """Seconds that were spent in a bucket's listings."""

    seconds: float = 0.0

    def watch(self, kind: type[Any]) -> None:
        """Time the listings of all buckets of a kind from now on."""
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
class Ticks:
    """The sensor of one library, tick by tick: seconds of the last one, and those of its listing."""

    library: LibraryResource
    instance: dg.DagsterInstance
    cursor: str | None = None
    seconds: float = 0.0
    listing: Listing = field(default_factory=Listing)

    def tick(self) -> dg.SensorResult:
        """One tick; nobody queues what it asks for."""
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
        """Ticks until that is so: how many, how long the slowest took."""
        slowest = 0.0
        for number in range(1, MOST_TICKS):
            self.tick()
            slowest = max(slowest, self.seconds)
            if done():
                return f"{number} ticks, the slowest {slowest:.2f} s"
        raise RuntimeError(f"not done in {MOST_TICKS} ticks")

    def spread(self, times: int) -> str:
        """Middle and slowest of so many ticks."""
        took = []
        for _ in range(times):
            self.tick()
            took.append((self.seconds, self.listing.seconds))
        seconds, listing = zip(*took, strict=True)
        middle, most, listed = statistics.median(seconds), max(seconds), statistics.median(listing)
        return f"{middle:.2f} s, at most {most:.2f} ({listed:.2f})"


def upload(bucket: Bucket, source: Path, first: int, last: int) -> None:
    """Put uploads into a bucket, whose modification time is that of the source."""
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda number: bucket.put(key_of(number), source), range(first, last)))


def as_if(library: LibraryResource, instance: dg.DagsterInstance, state: State) -> None:
    """Have the library say of every upload that it is in a state, with its partition there."""
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
    for start in range(0, len(keys), KEYS_AT_ONCE):
        instance.add_dynamic_partitions(VIDEOS, keys[start : start + KEYS_AT_ONCE])


def measure(objects: int, folder: Path) -> None:
    """All measurements of one bucket, printed as they are made."""
    from dagster import DagsterInstance

    from vindex_assets.pipeline.resources import LibraryResource
    from vindex_assets.runs.partitions import VIDEOS
    from vindex_assets.uploads.cursor import read_cursor
    from vindex_assets.uploads.snapshot import Snapshot

    library = LibraryResource()
    source = folder / "source.mp4"
    source.write_bytes(b"video")
    os.utime(source, (time.time() - OLD_S,) * 2)
    upload(library.bucket, source, 0, objects)
    with DagsterInstance.get() as instance:
        ticks = Ticks(library, instance)
        ticks.listing.watch(type(library.bucket))
        ticks.tick()
        print(f"  first tick: {ticks.seconds:.2f} s ({ticks.listing.seconds:.2f})", flush=True)
        as_if(library, instance, "indexed")
        seen = ticks.until(lambda: read_cursor(ticks.cursor).after is None)
        print(f"  a pass over everything: {seen}", flush=True)
        print(f"  idle: {ticks.spread(IDLE_TICKS)}", flush=True)
        upload(library.bucket, source, objects, objects + NEW)
        found = ticks.until(lambda: len(Snapshot.load(library.store)) == objects + NEW)
        print(f"  {NEW} new ones: {found}", flush=True)
        as_if(library, instance, "new")
        print(f"  everything due: {ticks.spread(DUE_TICKS)}", flush=True)
        began = time.perf_counter()
        keys = len(instance.get_dynamic_partitions(VIDEOS))
        print(f"  {keys} partition keys read: {time.perf_counter() - began:.2f} s")
    print(f"  memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB", flush=True)


@contextmanager
def store_of_objects(*, on_s3: bool) -> Iterator[dict[str, str]]:
    """The environment that names the bucket: of moto's server in this process, or none for a folder."""
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


def in_a_process(objects: int, environment: Mapping[str, str]) -> None:
    """Measure in a process of its own, so that memory is of this one alone."""
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
        with store_of_objects(on_s3=given.s3) as environment:
            in_a_process(objects, environment)


if __name__ == "__main__":
    main()
