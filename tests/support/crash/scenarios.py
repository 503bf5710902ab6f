"""What the processes of crash tests do with a library: a tick of the sensor, runs, a deletion, a switch of models.

Each is called with an open library in a process of its own.
"""

from __future__ import annotations

import resource
from dataclasses import dataclass
from types import SimpleNamespace

import botocore.endpoint
import dagster as dg

from tests.support.concurrency.waiting import rounds
from tests.support.crash.cheap_steps import OTHER_SET
from tests.support.crash.daemon_rounds import free_slots
from tests.support.crash.world.clock import clock_set_back
from tests.support.library.home import Home
from vindex_assets.automation.sensors import uploads
from vindex_assets.cli.ingest.due_runs import QUIET_RUN_CONFIG
from vindex_assets.cli.reindex import reindex
from vindex_assets.definitions import index_videos_job
from vindex_assets.runs.in_flight import PARTITION_TAG
from vindex_assets.runs.worker_tag import worker_tag
from vindex_assets.uploads.removal.delete import forget_videos
from vindex_search.index import qdrant_server, retry
from vindex_search.videos.control.retry import retry_videos
from vindex_search.videos.delete import delete_video

IDLE_TICKS = 3  # in a row that request nothing: the library is settled


@dataclass
class Sensor:
    """The real upload sensor, with the cursor that Dagster would keep."""

    home: Home
    cursor: str | None = None

    def tick(self) -> list[dg.RunRequest]:
        """One tick; returns the runs that it requests."""
        resources = {"library": self.home.library}
        with dg.build_sensor_context(instance=self.home.instance, cursor=self.cursor, resources=resources) as context:
            result = uploads(context)
        assert isinstance(result, dg.SensorResult)
        self.cursor = result.cursor
        return list(result.run_requests or [])


def run(home: Home, request: dg.RunRequest) -> None:
    """Carry out a run that the sensor requested, in this process, by the executor of the settings."""
    partition = {PARTITION_TAG: request.partition_key} if request.partition_key else {}
    tags = {**request.tags, **partition, **worker_tag()}
    job = dg.reconstructable(index_videos_job)
    with dg.execute_job(job, instance=home.instance, tags=tags, run_config=QUIET_RUN_CONFIG):
        return


def tick_once(home: Home) -> None:
    """A tick, of which only what it does itself is left: what it requests is lost."""
    Sensor(home).tick()


def settle(home: Home) -> None:
    """What daemon and workers do from now on: ticks, runs and free slots, until nothing is to be done."""
    sensor, idle = Sensor(home), 0
    for _ in rounds(deadline_s=120):
        free_slots(home.instance)
        requests = sensor.tick()
        for request in requests:
            run(home, request)
        idle = 0 if requests else idle + 1
        if idle == IDLE_TICKS:
            return


def delete(home: Home, video_id: str, upload: bool) -> None:
    """Delete a video as the HTTP service does."""
    library = home.library
    delete_video(library.settings, library.store, library.bucket, video_id, upload=upload)


def forget(home: Home, video_id: str, upload: bool) -> None:
    """Delete a video with its partition, as `vindex forget` does."""
    forget_videos(home.instance, home.library, [video_id], uploads=upload)


def switch_models(home: Home) -> None:
    """`vindex reindex`: embed everything with the other model set, and switch to it."""
    reindex(home.instance, home.library, OTHER_SET, on_start=lambda *_: None)


def settle_at_once(home: Home) -> None:
    """As `settle`, with no wait before a request is sent again: what is away comes back by the number of requests."""
    botocore.endpoint.time = SimpleNamespace(sleep=lambda _: None)
    retry.FIRST_WAIT_S = 0.0  # type: ignore[misc]  # a constant, but for tests
    qdrant_server.GRACE_S = 0.0  # type: ignore[misc]  # as above
    settle(home)


def settle_on_small_disk(home: Home, largest_file: int) -> None:
    """As `settle`, where no file can be larger than so many bytes: the nearest to a full disk that needs no rights."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))
    settle(home)


def settle_in_the_past(home: Home, seconds: float) -> None:
    """As `settle`, on a clock that was set back."""
    with clock_set_back(seconds):
        settle(home)


def retry_failed(home: Home) -> None:
    """`vindex retry --failed`."""
    retry_videos(home.library.store, (), failed=True)
