"""Whatever happens to the uploads, the runs and the ticks: in the end the library is the bucket, and no more than once.

The bucket is an S3 API over HTTP, instance and store are real; a run only writes down what a real one would.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from dagster import DagsterRun
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.support.concurrency.waiting import rounds
from tests.support.dagster.checked_sensor import CheckedSensor
from tests.support.dagster.kill_points import kill_at_call
from tests.support.library.home import open_home
from tests.support.storage.changing_bucket import ChangingBucket
from tests.support.storage.s3 import S3
from vindex_assets.failures import Permanent, Transient
from vindex_assets.runs.in_flight import WORKSPACE_TAG
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.runs.run_tags import PRIORITY_TAG
from vindex_assets.uploads import bucket_scan, reconcile
from vindex_assets.uploads.removal import removal
from vindex_assets.uploads.snapshot import SNAPSHOT_FILE
from vindex_assets.uploads.video_state import is_cancelled, load_state, read_priority
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import UploadRecord
from vindex_search.contract.runs.control import PRIORITIES, Priority
from vindex_search.storage.runs.paused import paused_workspaces
from vindex_search.videos.control.cancel import cancel_video
from vindex_search.videos.control.pause import pause_workspace, resume_workspace
from vindex_search.videos.control.priority import set_priority
from vindex_search.videos.control.retry import RETRYABLE, retry_video
from vindex_search.videos.delete import VideoBusy, delete_video, require_idle
from vindex_search.videos.video import Video, get_video

KEYS = ("a/one.mp4", "a/two, with a comma.mp4", "b/deep/one.mp4", "b/ZWÖLF.mp4", "c/one.mp4", "c/ONE.mp4")
keys = st.sampled_from(KEYS)
workspaces = st.sampled_from(sorted({key[0] for key in KEYS}))
any_run = st.integers(0, 99)
SMALL_LIMITS: tuple[tuple[Any, str, int], ...] = (
    (bucket_scan, "MAX_LISTED", 2),
    (bucket_scan, "MAX_SINGLE_KEYS", 2),
    (reconcile, "MAX_READ", 3),
    (removal, "MAX_REMOVED", 2),
)


class Uploads(RuleBasedStateMachine):
    """Uploads, runs and ticks in any order; `s3` is set before it is run."""

    s3: S3

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.folder = tempfile.TemporaryDirectory()
        self.prefix = Path(self.folder.name).name
        self.home = open_home(Path(self.folder.name))
        for module, name, limit in SMALL_LIMITS:
            self.patch.setattr(module, name, limit)
        opened = self.home.__enter__()
        self.patch.setenv("VINDEX_UPLOADS", f"s3://{self.s3.bucket}/{self.prefix}")
        self.patch.setenv("VINDEX_S3_ENDPOINT", self.s3.endpoint)
        _read_settings_anew()
        self.sensor = CheckedSensor(opened.library, opened.instance)
        self.store, self.bucket = opened.library.store, opened.library.bucket
        self.uploads = ChangingBucket(self.s3, self.prefix, self.bucket)
        self.started: dict[str, dict[str, str]] = {}
        self.indexed: Counter[tuple[str, str]] = Counter()

    # What happens to the bucket

    @rule(key=keys)
    def upload(self, key: str) -> None:
        self.uploads.put(key)

    @rule(key=keys)
    def upload_subtitles(self, key: str) -> None:
        self.uploads.put(key.replace(".mp4", ".en.vtt"))

    @rule(key=keys)
    def delete(self, key: str) -> None:
        self.uploads.delete(key)

    @rule(key=keys)
    def delete_subtitles(self, key: str) -> None:
        self.uploads.delete(key.replace(".mp4", ".en.vtt"))

    # What happens to the sensor

    @rule()
    def tick(self) -> None:
        self.sensor.tick()
        self.nobody_waits_in_vain()

    def nobody_waits_in_vain(self) -> None:
        """After a whole tick nothing is in the queue that people do not want, or want in another order."""
        paused = paused_workspaces(self.store.root)
        for run in self._queued():
            videos = self.sensor.videos_of(run.tags)
            wanted = [name for name in videos if not is_cancelled(self.store, name)]
            assert wanted
            assert run.tags[WORKSPACE_TAG] not in paused
            assert {read_priority(self.store, name) for name in wanted} <= {run.tags[PRIORITY_TAG]}

    @rule(at=st.integers(1, 60), after=st.booleans())
    def tick_is_killed(self, at: int, after: bool) -> None:
        with kill_at_call(at=at, after=after):
            self.sensor.evaluate()

    @rule(queued=st.integers(0, 3))
    def daemon_is_killed_while_it_queues(self, queued: int) -> None:
        for request in (self.sensor.evaluate().run_requests or [])[:queued]:
            self.sensor.queue_run(request)

    @rule(cursor=st.sampled_from([None, "", "{}", "no cursor", '{"version": 0}']))
    def cursor_is_lost(self, cursor: str | None) -> None:
        self.sensor.cursor = cursor

    @rule(data=st.sampled_from([None, b"", b"PAR1 and no more"]))
    def snapshot_is_lost(self, data: bytes | None) -> None:
        if data is None:
            (self.store.root / SNAPSHOT_FILE).unlink(missing_ok=True)
        else:
            self.store.write_library_file(SNAPSHOT_FILE, data)

    # What happens to runs

    @precondition(lambda self: self._queued())
    @rule(which=any_run)
    def run_starts(self, which: int) -> None:
        run = _one(self._queued(), which)
        self.started[run.run_id] = self.sensor.begin_run(run)

    @precondition(lambda self: self._queued())
    @rule(which=any_run)
    def run_is_deleted_from_the_queue(self, which: int) -> None:
        self.sensor.instance.delete_run(_one(self._queued(), which).run_id)

    @precondition(lambda self: self._at_work())
    @rule(which=any_run)
    def run_succeeds(self, which: int) -> None:
        run = _one(self._at_work(), which)
        begun = self.started.pop(run.run_id)
        self.indexed.update(begun.items())
        self.sensor.end_run(run, begun, None)

    @precondition(lambda self: self._at_work())
    @rule(which=any_run, failure=st.sampled_from([Permanent("damaged"), Transient("no network")]))
    def run_fails(self, which: int, failure: Permanent | Transient) -> None:
        run = _one(self._at_work(), which)
        self.sensor.end_run(run, self.started.pop(run.run_id), failure)

    @precondition(lambda self: self._at_work())
    @rule(which=any_run)
    def run_dies(self, which: int) -> None:
        run = _one(self._at_work(), which)
        del self.started[run.run_id]
        self.sensor.fail_run(run)

    def _queued(self) -> list[DagsterRun]:
        return [run for run in self.sensor.active_runs() if run.run_id not in self.started]

    def _at_work(self) -> list[DagsterRun]:
        return [run for run in self.sensor.active_runs() if run.run_id in self.started]

    # What people do

    @rule(key=keys, upload=st.booleans())
    def service_forgets(self, key: str, upload: bool) -> None:
        video = self._video(key)
        if video is None:
            return
        try:
            require_idle(video, self.store)
        except VideoBusy:
            return
        delete_video(self.sensor.library.settings, self.store, self.bucket, video.video_id, upload=upload)
        self.uploads.note()

    @rule(key=keys)
    def operator_retries(self, key: str) -> None:
        video = self._video(key)
        if video and video.status in RETRYABLE:
            retry_video(self.store, video)

    @rule(key=keys)
    def operator_cancels(self, key: str) -> None:
        video = self._video(key)
        if video and video.status != "indexed":
            cancel_video(self.store, video)
            for begun in self.started.values():  # the step that works on it stops
                begun.pop(video.video_id, None)

    @rule(key=keys, priority=st.sampled_from(PRIORITIES))
    def operator_sets_a_priority(self, key: str, priority: Priority) -> None:
        video = self._video(key)
        if video and video.status != "indexed":
            set_priority(self.store, video, priority)

    @rule(workspace=workspaces)
    def operator_pauses(self, workspace: str) -> None:
        pause_workspace(self.store, workspace)

    @rule(workspace=workspaces)
    def operator_resumes(self, workspace: str) -> None:
        resume_workspace(self.store, workspace)

    def _video(self, key: str) -> Video | None:
        return get_video(self.store, video_id(self.bucket.name, key))

    # What holds

    @invariant()
    def no_video_is_in_two_runs(self) -> None:
        busy = Counter(name for run in self.sensor.active_runs() for name in self.sensor.videos_of(run.tags))
        assert not [name for name, runs in busy.items() if runs > 1]

    @invariant()
    def nothing_is_removed_under_a_run(self) -> None:
        for begun in self.started.values():
            for name, revision in begun.items():
                upload = self.store.read_record(name, UploadRecord)
                assert upload is not None
                assert upload.revision == revision

    @invariant()
    def no_revision_is_indexed_more_often_than_it_came(self) -> None:
        assert not self.indexed - self.uploads.wanted

    def teardown(self) -> None:
        try:
            self._settle()
            self._library_is_the_bucket()
        finally:
            self.home.__exit__(None, None, None)
            self.patch.undo()
            self.folder.cleanup()
            _read_settings_anew()

    def _settle(self) -> None:
        for workspace in paused_workspaces(self.store.root):
            resume_workspace(self.store, workspace)
        quiet = 0
        for _ in rounds():
            if quiet == 12:  # a pass takes five ticks here, and what it finds some more
                break
            self.sensor.tick()
            for run in self.sensor.active_runs():
                begun = self.started.pop(run.run_id, None) or self.sensor.begin_run(run)
                self.indexed.update(begun.items())
                self.sensor.end_run(run, begun, None)
                quiet = 0
            self.no_revision_is_indexed_more_often_than_it_came()
            quiet += 1

    def _library_is_the_bucket(self) -> None:
        uploads = {upload.video_id: upload for upload in self.uploads.uploads()}
        library = {name: load_state(self.store, name) for name in self.store.video_ids()}
        assert set(library) == set(uploads)
        for name, row in library.items():
            assert row is not None
            assert row.upload.revision == uploads[name].revision
            assert row.state in {"indexed", "failed", "cancelled", "forgotten"}
            assert row.state != "indexed" or read_priority(self.store, name) == "normal"
        shown = {name for name, row in library.items() if row and row.state != "forgotten"}
        assert set(self.sensor.instance.get_dynamic_partitions(VIDEOS)) == shown
        assert self.store.dirty() == []


def _one(runs: list[DagsterRun], which: int) -> DagsterRun:
    return runs[which % len(runs)]


def _read_settings_anew() -> None:
    from vindex_search.settings import settings as settings_of_vindex

    settings_of_vindex.cache_clear()


@pytest.mark.parametrize("examples", [4, pytest.param(10, marks=pytest.mark.slow)])
def test_in_the_end_the_library_is_the_bucket(s3: S3, examples: int) -> None:
    machine = type("Machine", (Uploads,), {"s3": s3})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
