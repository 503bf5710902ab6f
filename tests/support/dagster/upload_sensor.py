"""The upload sensor tick by tick, with simulated runs that write the records of real ones and do no work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import dagster as dg
from dagster import DagsterEvent, DagsterEventType, DagsterInstance, DagsterRun, DagsterRunStatus

from tests.support.concurrency.waiting import rounds
from tests.support.dagster.dagster_internals import (
    GrpcServerCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
    create_run_for_test,
)
from tests.support.library.home import Home
from vindex_assets.automation.jobs import INDEX_VIDEOS
from vindex_assets.automation.sensors import uploads
from vindex_assets.failures import Permanent, VideoFailure
from vindex_assets.pipeline import video_records
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.in_flight import ACTIVE_STATUSES, PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads.video_state import is_cancelled
from vindex_search.contract.records import UploadRecord

REPOSITORY = RemoteRepositoryOrigin(GrpcServerCodeLocationOrigin("localhost", port=1, location_name="vindex"), "vindex")
START = DagsterEventType.RUN_START
SUCCESS = DagsterEventType.RUN_SUCCESS


def queued_run(instance: DagsterInstance, tags: Mapping[str, str]) -> DagsterRun:
    """A run in the queue of an instance, of a code location that nobody asks."""
    run: DagsterRun = create_run_for_test(
        instance,
        job_name=INDEX_VIDEOS,
        status=DagsterRunStatus.QUEUED,
        tags=dict(tags),
        remote_job_origin=RemoteJobOrigin(REPOSITORY, INDEX_VIDEOS),
    )
    return run


def tick(home: Home, instance: DagsterInstance | None = None) -> list[str]:
    """Partition keys that one tick requests."""
    context = dg.build_sensor_context(instance=instance or home.instance, resources={"library": home.library})
    result = uploads(context)
    if isinstance(result, dg.SkipReason):
        return []
    assert isinstance(result, dg.SensorResult)
    return [request.partition_key or "" for request in result.run_requests or []]


@dataclass
class SensorHarness:
    """The upload sensor with its cursor, a daemon that queues its run requests, and simulated runs."""

    library: LibraryResource
    instance: DagsterInstance
    cursor: str | None = None

    def evaluate(self) -> dg.SensorResult:
        """The result of one tick; nothing is queued and the cursor stays."""
        with dg.build_sensor_context(
            instance=self.instance, cursor=self.cursor, resources={"library": self.library}
        ) as context:
            result = uploads(context)
        assert isinstance(result, dg.SensorResult)
        return result

    def tick(self) -> list[str]:
        """One tick, whose run requests are queued; returns their videos."""
        result = self.evaluate()
        requested = list(result.run_requests or [])
        for request in requested:
            self.queue_run(request)
        self.cursor = result.cursor
        return [video_id for request in requested for video_id in self.videos_of(request.tags)]

    def queue_run(self, request: dg.RunRequest) -> DagsterRun:
        """Queue a run as the daemon does."""
        return queued_run(self.instance, request.tags)

    def settle(self) -> list[str]:
        """Ticks and successful runs until a few ticks in a row request nothing; returns the videos of the runs."""
        video_ids: list[str] = []
        idle_ticks = 0
        for _ in rounds():
            if idle_ticks == 4:
                break
            self.tick()
            runs = self.active_runs()
            for run in runs:
                video_ids += self.succeed_run(run)
            idle_ticks = 0 if runs else idle_ticks + 1
        return video_ids

    def active_runs(self) -> list[DagsterRun]:
        """Runs that are queued or started."""
        return list(self.instance.get_runs(filters=dg.RunsFilter(statuses=ACTIVE_STATUSES)))

    def videos_of(self, tags: Mapping[str, str]) -> list[str]:
        """The videos of a run with these tags, in the order of their partitions."""
        if PARTITION_TAG in tags:
            return [tags[PARTITION_TAG]]
        keys = list(self.instance.get_dynamic_partitions(VIDEOS))
        return keys[keys.index(tags[RANGE_START_TAG]) : keys.index(tags[RANGE_END_TAG]) + 1]

    def begin_run(self, run: DagsterRun) -> dict[str, str]:
        """Start a run: write the records of the first step; returns the revision that is worked on, by video.

        Cancelled videos are passed over.
        """
        self.instance.report_dagster_event(DagsterEvent(START.value, job_name=INDEX_VIDEOS), run.run_id)
        return dict(self._begun(run))

    def _begun(self, run: DagsterRun) -> Iterator[tuple[str, str]]:
        store = self.library.store
        for video_id in self.videos_of(run.tags):
            if is_cancelled(store, video_id):
                continue
            upload = store.read_record(video_id, UploadRecord)
            if upload is None:
                gone = Permanent("no upload is registered under this id")
                video_records.record_failure(store, video_id, "", gone, asset="video", run_id=run.run_id)
            else:
                video_records.count_attempt(store, video_id, upload.revision, run.run_id)
                yield video_id, upload.revision

    def succeed_run(self, run: DagsterRun) -> list[str]:
        """Start and end a run successfully; returns its videos."""
        begun = self.begin_run(run)
        self.end_run(run, begun, None)
        return list(begun)

    def end_run(self, run: DagsterRun, begun: dict[str, str], failure: VideoFailure | None) -> None:
        """End a run: every video of it is indexed, or has failed."""
        store = self.library.store
        for video_id, revision in begun.items():
            if failure:
                video_records.record_failure(store, video_id, revision, failure, asset="audio", run_id=run.run_id)
            else:
                video_records.record_indexed(store, video_id, revision, "aaaa", run.run_id)
        if failure:
            self.fail_run(run)
        else:
            self.instance.report_dagster_event(DagsterEvent(SUCCESS.value, job_name=INDEX_VIDEOS), run.run_id)

    def fail_run(self, run: DagsterRun) -> None:
        """Fail a run whose worker was killed, as Dagster does."""
        self.instance.report_run_failed(run)
