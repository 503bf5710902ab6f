"""The upload sensor in steps that checks each of its requests: it is what people want at that moment."""

from __future__ import annotations

from dagster import SensorResult

from tests.support.dagster.upload_sensor import SensorHarness
from vindex_assets.runs.in_flight import WORKSPACE_TAG
from vindex_assets.runs.run_tags import PRIORITY_TAG
from vindex_assets.uploads.video_state import is_cancelled, read_priority
from vindex_search.storage.runs.paused import paused_workspaces


class CheckedSensor(SensorHarness):
    """A sensor whose requests are for videos that are neither cancelled nor paused, each in its order of priority."""

    def evaluate(self) -> SensorResult:
        result = super().evaluate()
        paused = paused_workspaces(self.library.store.root)
        for request in result.run_requests or []:
            videos = self.videos_of(request.tags)
            assert not [name for name in videos if is_cancelled(self.library.store, name)]
            assert request.tags[WORKSPACE_TAG] not in paused
            priorities = {read_priority(self.library.store, name) for name in videos}
            assert priorities == {request.tags[PRIORITY_TAG]}
            assert len(videos) == 1 or "high" not in priorities
        return result
