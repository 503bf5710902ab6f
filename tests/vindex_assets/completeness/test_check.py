"""The one video of many that was silently skipped is found; complete videos are left alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import indexed_video, publish_points, register_upload
from tests.support.storage.video_records import revision_of
from vindex_assets.completeness import check as check_module
from vindex_assets.completeness.check import check
from vindex_assets.completeness.repair import MAX_REPAIRS
from vindex_assets.failures import Permanent
from vindex_assets.pipeline import video_records
from vindex_assets.runs.in_flight import PARTITION_TAG
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.artefacts import POINTS, SCREEN_TEXT
from vindex_search.contract.ids import CHANNELS
from vindex_search.contract.records import ChannelCount, ChannelsRecord, IndexedRecord
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.completeness_report import CompletenessReport, read_report

HOUR_S = 3600.0


def now(home: Home) -> float:
    """A clock that agrees with the files of the store."""
    return max(path.stat().st_mtime for path in (home.path / "store").rglob("*"))


def run_check(home: Home, *, later_s: float = 0.0) -> CompletenessReport:
    return check(home.instance, home.library, now=now(home) + later_s)


def missing_reasons(report: CompletenessReport) -> dict[str, str]:
    return {one.video_id: one.reason for one in report.missing}


def test_a_complete_library_is_left_unchanged(home: Home) -> None:
    names = [indexed_video(home, f"team/{number}.mp4") for number in range(3)]
    before = {path: path.stat().st_mtime_ns for path in (home.path / "store").rglob("*") if path.is_file()}
    report = run_check(home, later_s=30 * HOUR_S)
    assert (report.videos, report.checked, report.missing, report.quarantined) == (3, 3, [], [])
    after = {path: path.stat().st_mtime_ns for path in (home.path / "store").rglob("*") if path.is_file()}
    assert {path.name for path in after.keys() - before.keys()} == {"completeness.json"}
    assert {path: after[path] for path in before} == before
    assert read_report(home.library.store) == report
    assert sorted(home.instance.get_dynamic_partitions(VIDEOS)) == sorted(names)


def test_the_one_of_many_that_was_skipped_is_found(home: Home) -> None:
    for number in range(40):
        indexed_video(home, f"team/{number}.mp4")
    lost = register_upload(home, "team/lost.mp4", age_s=2 * HOUR_S)
    register_upload(home, "team/new.mp4")
    report = run_check(home)
    assert list(missing_reasons(report)) == [lost]
    assert "neither indexed nor failed" in missing_reasons(report)[lost]
    assert report.missing_by_workspace == {"team": 1}
    assert [path.name for path in (home.path / "store" / "touched").iterdir()] == [lost]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda store, name: store.remove_artefact(name, SCREEN_TEXT), "screen_text.parquet is missing"),
        (lambda store, name: Path(str(store.path(name, POINTS))).write_bytes(b"x"), "points.parquet cannot be read"),
        (lambda store, name: store.unpublish(name), "not published to readers"),
        (lambda store, name: store.publish(name, "other", 1), "generation other"),
        (
            lambda store, name: store.write_record(
                name,
                replace(store.read_record(name, ChannelsRecord), channels=dict.fromkeys(CHANNELS, ChannelCount(3, 1))),
            ),
            "1 of 3 speech points",
        ),
    ],
    ids=["an artefact is gone", "one is cut off", "not published", "another generation", "points lack"],
)
def test_a_run_is_requested_for_an_incomplete_indexed_video(home: Home, damage: object, says: str) -> None:
    name, other = indexed_video(home, "team/a.mp4"), indexed_video(home, "other/b.mp4")
    assert callable(damage)
    damage(home.library.store, name)
    report = run_check(home)
    assert list(missing_reasons(report)) == [name]
    assert says in missing_reasons(report)[name]
    assert report.missing[0].done == f"run requested, repair 1 of {MAX_REPAIRS}"
    assert home.library.store.read_record(name, IndexedRecord) is None
    assert home.library.store.read_record(other, IndexedRecord) is not None


def test_a_partition_that_is_gone_comes_back(home: Home) -> None:
    name = indexed_video(home, "team/a.mp4")
    home.instance.delete_dynamic_partition(VIDEOS, name)
    assert missing_reasons(run_check(home)) == {name: "it has no partition in Dagster"}
    assert home.instance.get_dynamic_partitions(VIDEOS) == [name]
    assert run_check(home).missing == []


def test_a_partition_whose_records_are_lost_is_marked_dirty(home: Home) -> None:
    name = indexed_video(home, "team/a.mp4")
    home.library.store.remove_video(name)
    assert "no upload is registered" in missing_reasons(run_check(home))[name]
    assert (home.path / "store" / "touched" / name).exists()


def test_an_upload_that_waits_in_the_queue_is_left_alone(home: Home) -> None:
    busy, waiting = register_upload(home, "team/a.mp4"), "team--waiting-0000000000"
    home.instance.add_dynamic_partitions(VIDEOS, [waiting])
    run = create_run_for_test(home.instance, status=dg.DagsterRunStatus.STARTED, tags={PARTITION_TAG: busy})
    assert run_check(home).missing == []
    home.instance.report_run_canceled(run)
    assert list(missing_reasons(run_check(home))) == [waiting]


def test_what_readers_lack_comes_before_waiting_uploads(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_module, "MAX_REPAIRS_PER_CHECK", 1)
    waiting, lacking = register_upload(home, "a/a.mp4", age_s=2 * HOUR_S), indexed_video(home, "b/b.mp4")
    home.library.store.unpublish(lacking)
    assert [(one.video_id, one.done == "left to the next check") for one in run_check(home).missing] == [
        (lacking, False),
        (waiting, True),
    ]


def test_what_is_no_video_is_skipped(home: Home) -> None:
    indexed_video(home, "team/a.mp4")
    home.instance.add_dynamic_partitions(VIDEOS, ["by hand"])
    (home.path / "store" / "videos" / "team" / "notes").mkdir()
    assert run_check(home).missing == []


def test_a_video_in_flight_is_left_alone(home: Home) -> None:
    name = register_upload(home, "team/a.mp4", age_s=2 * HOUR_S)
    run = create_run_for_test(home.instance, status=dg.DagsterRunStatus.STARTED, tags={PARTITION_TAG: name})
    assert run_check(home).missing == []
    home.instance.report_run_canceled(run)
    assert list(missing_reasons(run_check(home))) == [name]


def test_one_that_a_run_finished_during_the_inspection_is_left_alone(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = register_upload(home, "team/a.mp4", age_s=2 * HOUR_S)
    real = check_module._repair_confirmed

    def finished_meanwhile(*arguments: object) -> object:
        indexed_video(home, "team/a.mp4")
        return real(*arguments)  # type: ignore[arg-type]  # handed on as they come

    monkeypatch.setattr(check_module, "_repair_confirmed", finished_meanwhile)
    assert run_check(home).missing == []
    assert home.library.store.read_record(name, IndexedRecord) is not None


def test_what_failed_for_good_is_listed_and_not_tried_again(home: Home) -> None:
    name, store = register_upload(home, "team/a.mp4", age_s=9 * HOUR_S), home.library.store
    video_records.record_failure(
        store, name, revision_of(store, name), Permanent("it is no video"), asset="video", run_id="r1"
    )
    report = run_check(home, later_s=5 * HOUR_S)
    assert report.missing == []
    assert [(one.video_id, one.asset, one.reason) for one in report.quarantined] == [(name, "video", "it is no video")]
    assert report.quarantined_by_workspace == {"team": 1}


def test_a_video_that_is_incomplete_again_and_again_is_quarantined_and_not_for_ever_repaired(home: Home) -> None:
    name, stamp = indexed_video(home, "team/a.mp4"), Stamp((), "1")
    for _ in range(MAX_REPAIRS):
        home.library.store.unpublish(name)
        assert "run requested" in run_check(home).missing[0].done
        publish_points(home, name, stamp, points=1)
    home.library.store.unpublish(name)
    assert "quarantined" in run_check(home).missing[0].done
    last = run_check(home)
    assert last.missing == []
    assert "incomplete again" in last.quarantined[0].reason


def test_a_whole_library_is_not_taken_back_at_once(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_module, "MAX_REPAIRS_PER_CHECK", 2)
    names = [indexed_video(home, f"team/{number}.mp4") for number in range(4)]
    for name in names:
        home.library.store.unpublish(name)
    report = run_check(home)
    assert [one.done == "left to the next check" for one in report.missing] == [False, False, True, True]
    assert sum(home.library.store.read_record(name, IndexedRecord) is not None for name in names) == 2
    assert report.missing_by_workspace == {"team": 4}


def test_a_store_that_was_never_written_is_an_empty_library(home: Home) -> None:
    report = check(home.instance, home.library, now=0.0)
    assert (report.videos, report.until, report.missing) == (0, "", [])
