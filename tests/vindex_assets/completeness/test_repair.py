"""What is repaired, how, and that repairs come to an end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import indexed_video
from tests.support.storage.video_records import indexed
from vindex_assets.completeness.findings import Finding
from vindex_assets.completeness.inspection import damaged_artefacts
from vindex_assets.completeness.repair import MAX_REPAIRS, repair
from vindex_assets.pipeline.video_records import REPAIR_WINDOW_S
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.artefacts import FRAMES
from vindex_search.videos.control.retry import retry_videos
from vindex_search.videos.video import Video, get_video

SHORT = (Finding("points", "it has 3 of 5 speech points"),)
NOW = 1e9


@pytest.fixture
def name(home: Home) -> str:
    return indexed_video(home, "team/a.mp4")


def run_repair(home: Home, name: str, *found: Finding, now: float = NOW) -> str:
    return repair(home.instance, home.library, name, found or SHORT, now=now)


def dirty(home: Home) -> list[str]:
    folder = Path(str(home.library.store.root)) / "touched"
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def video(home: Home, name: str) -> Video:
    found = get_video(home.library.store, name)
    assert found is not None
    return found


def indexed_again(home: Home, name: str) -> None:
    home.library.store.write_record(name, indexed(video(home, name).revision))


def test_a_run_is_requested_and_readers_keep_what_is_published(home: Home, name: str) -> None:
    assert run_repair(home, name) == f"run requested, repair 1 of {MAX_REPAIRS}"
    assert video(home, name).status == "waiting"
    assert dirty(home) == [name]
    assert name in home.library.store.published()


def test_a_damaged_artefact_goes_so_that_it_is_made_anew(home: Home, name: str) -> None:
    store = home.library.store
    Path(str(store.path(name, FRAMES))).write_bytes(b"cut off")
    run_repair(home, name, Finding("artefact", "frames: frames.parquet cannot be read"))
    assert store.stamp(name, FRAMES) is None
    assert damaged_artefacts(store, name) == {"frames": "frames.parquet is missing"}


def test_a_video_that_does_not_stay_complete_is_quarantined_and_released_by_retry(home: Home, name: str) -> None:
    for number in range(1, MAX_REPAIRS + 1):
        assert f"repair {number} of" in run_repair(home, name, now=NOW + number)
        indexed_again(home, name)
    assert "quarantined" in run_repair(home, name, now=NOW + 10)
    found = video(home, name)
    assert (found.status, found.failed_asset) == ("failed", "index_points")
    assert found.reason == f"incomplete again after {MAX_REPAIRS} repairs: it has 3 of 5 speech points"
    assert retry_videos(home.library.store, [name]) == [name]
    indexed_again(home, name)
    assert "repair 1 of" in run_repair(home, name, now=NOW + 20)


def test_a_repair_that_held_for_a_week_is_not_counted(home: Home, name: str) -> None:
    for number in range(MAX_REPAIRS + 2):
        assert "repair 1 of" in run_repair(home, name, now=NOW + number * REPAIR_WINDOW_S)
        indexed_again(home, name)


def test_what_cannot_be_made_anew_is_left_as_it_is(home: Home, name: str) -> None:
    (home.uploads / "team" / "a.mp4").unlink()
    assert "its upload is gone" in run_repair(home, name)
    assert video(home, name).status == "indexed"


def test_a_partition_is_added_again_and_nothing_else_is_done(home: Home, name: str) -> None:
    home.instance.delete_dynamic_partition(VIDEOS, name)
    assert (
        run_repair(home, name, Finding("partition", "it has no partition in Dagster"))
        == "partition added to Dagster again"
    )
    assert home.instance.get_dynamic_partitions(VIDEOS) == [name]
    assert video(home, name).status == "indexed"


def test_what_is_not_registered_is_unpublished(home: Home, name: str) -> None:
    assert "unpublished, points removed" in run_repair(home, name, Finding("orphaned", "no upload is registered"))
    assert home.library.store.published() == {}
    assert dirty(home) == [name]
