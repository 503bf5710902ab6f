"""The job that retries videos: those that are named, and none where none is named."""

from __future__ import annotations

import pytest

from tests.support.dagster.operator_runs import execute, failure_reason, run
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import register_upload
from tests.support.storage.video_records import revision_of
from vindex_assets.failures import Permanent
from vindex_assets.pipeline import video_records
from vindex_search.audit.log import AuditLog
from vindex_search.contract.records import Status
from vindex_search.videos.video import get_video

KEYS = ("team/a.mp4", "other/b.mp4")


@pytest.fixture
def names(home: Home) -> list[str]:
    """Two failed videos."""
    store, names = home.library.store, [register_upload(home, key) for key in KEYS]
    for name in names:
        video_records.record_failure(
            store, name, revision_of(store, name), Permanent("it is no video"), asset="video", run_id="r1"
        )
    return names


def statuses(home: Home, names: list[str]) -> set[Status | None]:
    found = [get_video(home.library.store, name) for name in names]
    return {video.status if video else None for video in found}


def rows(metadata: dict[str, object]) -> list[tuple[object, ...]]:
    return [tuple(record.data.values()) for record in metadata["tried again"].records]  # type: ignore[attr-defined]  # a table


def test_failed_videos_are_tried_again(home: Home, names: list[str]) -> None:
    of_other = run(home, "retry_videos", "retry_videos_op", workspace="other")
    assert rows(of_other) == [(names[1], "other/b.mp4", "video", "it is no video")]
    assert run(home, "retry_videos", "retry_videos_op", failed=True)["videos"].value == 1
    assert statuses(home, names) == {"waiting"}


def test_where_none_is_named_it_lists_those_that_failed(home: Home, names: list[str]) -> None:
    listed = run(home, "retry_videos", "retry_videos_op")
    assert str(listed["result"].value).startswith("2 videos have failed; nothing was named")
    assert {row[0] for row in rows(listed)} == set(names)
    assert statuses(home, names) == {"failed"}
    assert not list(AuditLog(home.library.store.root).read())


def test_a_dry_run_lists_those_that_are_named(home: Home, names: list[str]) -> None:
    listed = run(home, "retry_videos", "retry_videos_op", video_ids=names[:1], dry_run=True)
    assert str(listed["result"].value).startswith("would try 1 videos again")
    assert statuses(home, names) == {"failed"}


def test_an_unknown_video_is_refused_with_a_sentence(home: Home) -> None:
    done = execute(home, "retry_videos", "retry_videos_op", video_ids=["team--gone-0000000000"])
    assert "there is no video team--gone" in failure_reason(done)
