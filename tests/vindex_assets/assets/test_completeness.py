"""From a film that was really run, through what may happen to it, and back to a whole library."""

from __future__ import annotations

import os
import time
from pathlib import Path

import dagster as dg
import pytest

from tests.support.library.home import Home
from tests.support.storage.video_records import revision_of
from vindex_assets.cli.ingest import run_due
from vindex_assets.completeness.expected_points import expected_counts
from vindex_assets.definitions import defs
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads.upload import read_listing
from vindex_search.contract.artefacts import FRAMES, POINTS, TRANSCRIPT
from vindex_search.videos.completeness_report import read_report
from vindex_search.videos.usage.point_counts import read_channel_counts
from vindex_search.videos.video import all_videos

TEXT = "The moon pulls the ocean towards itself."


def checked(home: Home) -> dg.ExecuteInProcessResult:
    """A run of the job that the schedule launches; it succeeds whatever it finds."""
    result = defs.resolve_job_def("check_completeness").execute_in_process(instance=home.instance)
    assert result.success
    return result


def passed(result: dg.ExecuteInProcessResult) -> bool:
    evaluation = result.get_asset_check_evaluations()[0]
    assert evaluation.severity == dg.AssetCheckSeverity.WARN
    return bool(evaluation.passed)


def run(home: Home) -> list[str]:
    return [video.video_id for video in run_due(home.instance, home.library, on_start=lambda *_: None)]


def test_what_was_lost_is_found_and_made_anew_and_nothing_else_is(home: Home) -> None:
    films = {key: home.upload_film(f"team/{key}.mp4", TEXT) for key in ("whole", "damaged", "unpublished", "skipped")}
    skipped = films.pop("skipped")
    (home.uploads / "team" / "skipped.mp4").rename(home.path / "skipped.mp4")
    assert sorted(run(home)) == sorted(films.values())
    store = home.library.store
    for name in films.values():
        _counted_right(home, name)
    assert passed(checked(home))

    _lose(home, films["damaged"], films["unpublished"])
    _skip(home, skipped)
    result = checked(home)
    assert not passed(result)
    found = {one.video_id: one.reason for one in (read_report(store) or pytest.fail("no report")).missing}
    assert set(found) == {films["damaged"], films["unpublished"], skipped}
    assert "frames.parquet cannot be read" in found[films["damaged"]]
    metadata = result.asset_materializations_for_node("completeness")[0].metadata
    assert (metadata["incomplete"].value, metadata["videos"].value) == (3, 4)

    assert sorted(run(home)) == sorted(found)
    assert passed(checked(home))
    assert {video.status for video in all_videos(store)} == {"indexed"}
    assert len(home.instance.get_dynamic_partitions(VIDEOS)) == 4
    for name in (*films.values(), skipped):
        _counted_right(home, name)


def _counted_right(home: Home, name: str) -> None:
    """What should be there was counted from the artefacts, and is there."""
    store = home.library.store
    channels = read_channel_counts(store, name, revision_of(store, name))
    assert channels is not None
    due = expected_counts(store, home.library.models, name)
    assert {channel: (count.expected, count.present) for channel, count in channels.items()} == {
        channel: (number, number) for channel, number in due.items()
    }
    assert due["speech"] == due["words"] >= 1
    assert len(store.read_table(name, TRANSCRIPT)) == 2
    assert len(store.read_table(name, POINTS)) == due["speech"] + due["screen"] + due["visual"]


def _lose(home: Home, damaged: str, unpublished: str) -> None:
    """A file that was cut off, and a mark and a partition that are gone."""
    store = home.library.store
    frames = Path(str(store.path(damaged, FRAMES)))
    frames.unlink()  # the films are the same, and so are their files
    frames.write_bytes(b"PAR1")
    store.unpublish(unpublished)
    home.instance.delete_dynamic_partition(VIDEOS, unpublished)


def _skip(home: Home, name: str) -> None:
    """An upload that was registered two hours ago, and then lost sight of."""
    (home.path / "skipped.mp4").rename(home.uploads / "team" / "skipped.mp4")
    uploads, _refused = read_listing(home.library.bucket.name, home.library.bucket.list())
    (upload,) = (listed.upload for listed in uploads if listed.upload.video_id == name)
    home.library.store.write_record(name, upload)
    home.instance.add_dynamic_partitions(VIDEOS, [name])
    before = time.time() - 2 * 3600
    os.utime(str(home.library.store.path(name, upload.FILE)), (before, before))
