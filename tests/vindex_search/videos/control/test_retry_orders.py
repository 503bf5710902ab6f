"""retry: stopped anywhere the video is still listed as failed, or the sensor looks at it."""

from __future__ import annotations

from pathlib import Path

from tests.support.storage.effects import effects
from tests.support.storage.prefixes import Operation, check_every_prefix
from tests.support.storage.video_records import attempted, failure, register, repaired
from vindex_search.contract.records import AttemptsRecord, FailureRecord, RepairsRecord
from vindex_search.storage.store import Store
from vindex_search.videos.control.retry import retry_videos
from vindex_search.videos.video import get_video


class Retry(Operation):
    """A failed video that was repaired before."""

    def __init__(self, root: str) -> None:
        self.store = Store(root, "vindex-test")
        self.name = register(self.store, "team/a.mp4", failure(), attempted(), repaired())

    def act(self) -> None:
        retry_videos(self.store, [self.name])

    def status(self) -> str:
        video = get_video(self.store, self.name)
        assert video is not None
        return video.status

    def check_reader(self) -> None:
        """It never counts as in processing: that would refuse another retry, and quarantine it for its attempts."""
        assert self.status() == "failed" or (self.status(), self.store.dirty()) == ("waiting", [self.name])

    def check_done(self) -> None:
        assert not self.store.has_record(self.name, FailureRecord)
        assert self.store.dirty() == [self.name]


def test_stopped_anywhere_the_video_is_failed_or_looked_at(tmp_path: Path) -> None:
    check_every_prefix(Retry, tmp_path)


def test_a_tick_that_comes_in_between_does_not_hide_the_video(tmp_path: Path) -> None:
    world = Retry(str(tmp_path))

    def tick(_made: int) -> None:
        if world.status() == "failed":
            world.store.clear_dirty([world.name])

    with effects(tmp_path, meanwhile=tick):
        world.act()
    assert not any(world.store.has_record(world.name, kind) for kind in (FailureRecord, AttemptsRecord, RepairsRecord))
    assert world.store.dirty() == [world.name]
