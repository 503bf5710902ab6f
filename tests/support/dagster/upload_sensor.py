"""The upload sensor tick by tick, with runs that only write down what a real one would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import dagster as dg
from dagster import DagsterEvent, DagsterEventType, DagsterInstance, DagsterRun, DagsterRunStatus

from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.library.home import Home
from vindex_assets.automation.jobs import INDEX_VIDEOS
from vindex_assets.automation.sensors import uploads
from vindex_assets.failures import Permanent, VideoFailure
from vindex_assets.pipeline import video_records
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.runs.in_flight import ACTIVE_STATUSES, PARTITION_TAG, RANGE_END_TAG, RANGE_START_TAG
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.records import UploadRecord

SUCCESS = DagsterEventType.RUN_SUCCESS


def tick(home: Home, instance: DagsterInstance | None = None) -> list[str]:
    """Partition keys that one tick requests."""
    context = dg.build_sensor_context(instance=instance or home.instance, resources={"library": home.library})
    result = uploads(context)
    if isinstance(result, dg.SkipReason):
        return []
    assert isinstance(result, dg.SensorResult)
    return [request.partition_key or "" for request in result.run_requests or []]


@dataclass
class Ticking:
    """A sensor with its cursor, and the daemon that queues what it asks for."""

    library: LibraryResource
    instance: DagsterInstance
    cursor: str | None = None
    said: str | None = field(default=None, init=False)

    def ask(self) -> dg.SensorResult:
        """What one tick asks for; nothing is queued and the cursor is as it was."""
        with dg.build_sensor_context(
            instance=self.instance, cursor=self.cursor, resources={"library": self.library}
        ) as context:
            result = uploads(context)
        assert isinstance(result, dg.SensorResult)
        return result

    def tick(self) -> list[str]:
        """One tick and what the daemon does with it; returns the videos that runs were queued for."""
        result = self.ask()
        requested = list(result.run_requests or [])
        for request in requested:
            self.queue(request)
        self.cursor = result.cursor
        return [video_id for request in requested for video_id in self.videos_of(request.tags)]

    def queue(self, request: dg.RunRequest) -> DagsterRun:
        """A run as the daemon makes it of a request."""
        waits = DagsterRunStatus.NOT_STARTED
        run: DagsterRun = create_run_for_test(
            self.instance, job_name=INDEX_VIDEOS, status=waits, tags=dict(request.tags)
        )
        return run

    def settle(self) -> list[str]:
        """Ticks, and runs that succeed, until a few ticks in a row find nothing; returns the videos that had one."""
        worked: list[str] = []
        quiet = 0
        while quiet < 4:
            self.tick()
            runs = self.under_way()
            for run in runs:
                worked += self.succeed(run)
            quiet = 0 if runs else quiet + 1
        return worked

    def under_way(self) -> list[DagsterRun]:
        """Runs that are queued or started."""
        return list(self.instance.get_runs(filters=dg.RunsFilter(statuses=ACTIVE_STATUSES)))

    def videos_of(self, tags: Mapping[str, str]) -> list[str]:
        """The videos of a run, in the order of their partitions."""
        if PARTITION_TAG in tags:
            return [tags[PARTITION_TAG]]
        keys = list(self.instance.get_dynamic_partitions(VIDEOS))
        return keys[keys.index(tags[RANGE_START_TAG]) : keys.index(tags[RANGE_END_TAG]) + 1]

    def begin(self, run: DagsterRun) -> dict[str, str]:
        """What the first step writes down; returns the revision that is worked on, by video."""
        return dict(self._begun(run))

    def _begun(self, run: DagsterRun) -> Iterator[tuple[str, str]]:
        store = self.library.store
        for video_id in self.videos_of(run.tags):
            upload = store.read_record(video_id, UploadRecord)
            if upload is None:
                gone = Permanent("no upload is registered under this id")
                video_records.record_failure(store, video_id, "", gone, asset="video", run_id=run.run_id)
            else:
                video_records.count_attempt(store, video_id, upload.revision, run.run_id)
                yield video_id, upload.revision

    def succeed(self, run: DagsterRun) -> list[str]:
        """A run from its beginning to its good end; returns its videos."""
        begun = self.begin(run)
        self.end(run, begun, None)
        return list(begun)

    def end(self, run: DagsterRun, begun: dict[str, str], failure: VideoFailure | None) -> None:
        """The end of a run: every video of it is indexed, or has failed."""
        store = self.library.store
        for video_id, revision in begun.items():
            if failure:
                video_records.record_failure(store, video_id, revision, failure, asset="audio", run_id=run.run_id)
            else:
                video_records.record_indexed(store, video_id, revision, "aaaa", run.run_id)
        if failure:
            self.die(run)
        else:
            self.instance.report_dagster_event(DagsterEvent(SUCCESS.value, job_name=INDEX_VIDEOS), run.run_id)

    def die(self, run: DagsterRun) -> None:
        """The end of a run whose worker was killed, as Dagster sees it."""
        self.instance.report_run_failed(run)
