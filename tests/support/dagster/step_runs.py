"""Runs of two steps, `video` and `frames`, whose work the test gives: real runs in this process, without media."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import dagster as dg
import polars as pl
import pytest

from tests.support.library.home import Home
from tests.support.library.upload_files import upload_file
from vindex_assets.assets.factory import build_asset
from vindex_assets.pipeline import policy
from vindex_assets.pipeline.step import AssetStep
from vindex_assets.pipeline.video_task import VideoTask
from vindex_assets.runs.in_flight import RANGE_END_TAG, RANGE_START_TAG
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.contract.tables import FRAMES_SCHEMA

DURATION_S = 2.0
Work = Callable[[VideoTask], None]


def register_uploads(home: Home, *names: str) -> list[str]:
    """Uploads that were registered, with their partitions; returns the video ids."""
    videos = [upload_file(home, f"team/{name}.mp4") for name in names]
    for name, video in zip(names, videos, strict=True):
        listed = home.library.bucket.stat(f"team/{name}.mp4")
        assert listed is not None
        upload = UploadRecord(video, "team", listed.key, listed.version, listed.size, listed.uploaded_at)
        home.library.store.write_record(video, upload)
    home.instance.add_dynamic_partitions(VIDEOS, videos)
    return videos


@dataclass
class StepRuns:
    """The steps with what they are to do, and what they did.

    Attributes:
        home: The library.
        video: Work of the step `video`, before it writes its artefact.
        frames: The same of the step `frames`.
        calls: Asset and video of each piece of work that was begun, in order.
    """

    home: Home
    video: Work = lambda _: None
    frames: Work = lambda _: None
    calls: list[tuple[str, str]] = field(default_factory=list)

    def run(self, videos: list[str]) -> dg.ExecuteInProcessResult:
        """One run over videos whose partitions follow each other; its retries wait for nothing."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(policy, "RETRY_DELAY_S", 0.0)
            steps = [AssetStep("video", self._make_video, _describe), AssetStep("frames", self._make_frames, _describe)]
            assets = [build_asset(step, None) for step in steps]
        return dg.materialize(
            assets,
            instance=self.home.instance,
            resources={"library": self.home.library},
            tags={RANGE_START_TAG: videos[0], RANGE_END_TAG: videos[-1]},
            raise_on_error=False,
        )

    def worked_on(self, asset: str) -> list[str]:
        """The videos whose work of an asset was begun, as often as it was."""
        return [video for name, video in self.calls if name == asset]

    def materialized(self, asset: str) -> set[str]:
        """The videos of which an asset was logged as materialised."""
        records = self.home.instance.fetch_materializations(dg.AssetKey(asset), limit=100).records
        return {record.partition_key or "" for record in records}

    def _make_video(self, task: VideoTask) -> None:
        self.calls.append(("video", task.video_id))
        self.video(task)
        record = VideoRecord.from_manifest({"duration_s": DURATION_S, "width": 0})
        task.library.store.write_bytes(task.video_id, task.policy.artefact, record.to_json(), task.stamp)

    def _make_frames(self, task: VideoTask) -> None:
        self.calls.append(("frames", task.video_id))
        self.frames(task)
        table = pl.DataFrame(schema=FRAMES_SCHEMA)
        task.library.store.write_table(task.video_id, task.policy.artefact, table, task.stamp)


def _describe(_task: VideoTask) -> dict[str, object]:
    return {}
