"""The rows of a video: its status, its facts, and what is stored of it by kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.storage.video_records import failure, publish, register
from vindex_search.contract.records import VideoRecord
from vindex_search.storage.store import Store
from vindex_search.videos.report.facts import stored_kind, video_row


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path, "vindex-0123456789ab")


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("video.json", "video"),
        ("video.json.stamp.json", "video"),
        ("frames.parquet", "frames"),
        ("storyboard/000.jpg", "storyboard"),
        ("storyboard.vtt", "storyboard"),
        ("vindex-0123456789ab/embeddings/frames.parquet", "frame_embeddings"),
        ("vindex-0123456789ab/points.parquet", "index_points"),
        ("vindex-0123456789ab/indexed.json", "other"),
        ("history/r1.audio.0.json", "other"),
    ],
)
def test_a_file_belongs_to_the_asset_that_writes_it(file: str, kind: str) -> None:
    assert stored_kind(file) == kind


def test_a_failed_video_has_its_reason_and_no_length(store: Store) -> None:
    row = video_row(store, register(store, "team/a.mp4", failure(asset="frames", reason="torn")))
    assert row is not None
    assert (row["status"], row["failed_asset"], row["reason"], row["duration_s"]) == ("failed", "frames", "torn", None)


def test_subtitles_are_those_inside_and_beside(store: Store) -> None:
    video = publish(store, "team/a.mp4")
    for streams in ([], [2]):
        manifest = {"duration_s": 5.0, "width": 1, "subtitle_streams": streams}
        store.write_record(video, VideoRecord.from_manifest(manifest))
        row = video_row(store, video)
        assert row is not None
        assert (row["has_subtitles"], row["duration_s"]) == (bool(streams), 5.0)
        assert row["stored_video"] == len((store.folder(video) / "video.json").read_bytes())


def test_a_video_that_is_gone_has_none(store: Store) -> None:
    assert video_row(store, "team--a-0123456789") is None
