"""A library that commit c194caa made is read by the present code, and nothing of it is made again by itself.

A run that an operator asks for makes again what is made better since, and what depends on it: all of it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from tests.support.dagster.upload_sensor import SensorHarness
from tests.support.library.c194caa.old_library import BROKEN, COPY, DELETED, TALK, unpack_library
from tests.support.library.home import Home, open_home
from vindex_assets.assets.transcript_sources import TranscriptProgress
from vindex_assets.cli.ingest import run_due, run_video
from vindex_assets.completeness.check import check
from vindex_assets.failures import Transient
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.stamping import build_stamp
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads.snapshot import SNAPSHOT_FILE, Snapshot
from vindex_search.auth.key_store import ApiKeyCache
from vindex_search.contract.records import ForgottenRecord, RepairsRecord, UploadRecord, VideoRecord
from vindex_search.models.active_set import active_model_set, collection_name
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.ranking.calibration.store import is_calibration_due, read_distribution
from vindex_search.videos.completeness_report import read_report
from vindex_search.videos.video import get_video

CHECKED_AT = 1767225800.0  # seconds since 1970, after everything in the library
# The assets whose code version has been raised since.
IMPROVED = {"video", "frames", "audio", "transcript", "text_embeddings", "index_points"}

LATER = {"chapters", "index_points"}  # what it has not, and what is made of that since


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """The library on a machine with the models that made it: without the weights of Whisper."""
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    with open_home(unpack_library(tmp_path / "home")) as home:
        yield home


def store_files(home: Home) -> dict[str, bytes]:
    """The content of every file of the store, by path."""
    root = home.path / "store"
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def upload_of(home: Home, video_id: str) -> UploadRecord:
    upload = home.library.store.read_record(video_id, UploadRecord)
    assert upload is not None
    return upload


@pytest.mark.parametrize("video_id", [TALK, COPY])
@pytest.mark.parametrize("asset", sorted(set(POLICIES) - LATER))
def test_every_artefact_has_the_stamp_that_the_present_definitions_give_it(
    old: Home, video_id: str, asset: str
) -> None:
    expected = build_stamp(old.library, upload_of(old, video_id), asset, video_id)
    found = old.library.store.stamp(video_id, POLICIES[asset].artefact)
    assert found is not None
    assert found == (replace(expected, code_version=found.code_version) if asset in IMPROVED else expected)
    assert (found.code_version == expected.code_version) == (asset not in IMPROVED)


@pytest.mark.parametrize("video_id", [TALK, COPY])
def test_its_points_are_made_of_what_there_was(old: Home, video_id: str) -> None:
    """They are found as they are: chapters come with the next run of the video, which nothing asks for."""
    found = old.library.store.stamp(video_id, POLICIES["index_points"].artefact)
    assert found is not None
    assert "chapters" not in dict(found.inputs)
    with pytest.raises(Transient, match="chapters has not been materialised"):
        build_stamp(old.library, upload_of(old, video_id), "index_points", video_id)


def test_its_videos_have_the_status_that_they_had(old: Home) -> None:
    store = old.library.store
    videos = {name: get_video(store, name) for name in (TALK, COPY, BROKEN)}
    found = {name: (video.status, video.failed_asset) for name, video in videos.items() if video}
    assert found == {TALK: ("indexed", None), COPY: ("indexed", None), BROKEN: ("failed", "video")}
    assert get_video(store, DELETED) is None
    assert store.read_record(DELETED, ForgottenRecord) is not None
    repairs = store.read_record(TALK, RepairsRecord)
    assert (repairs.revision, repairs.at) == (upload_of(old, TALK).revision, (1767225650.5,)) if repairs else False


def test_its_marks_are_read(old: Home) -> None:
    store = old.library.store
    assert {name: mark.points for name, mark in store.published().items()} == {TALK: 1, COPY: 1}
    assert store.published_at(TALK) is not None
    assert store.dirty() == [DELETED]
    video = store.read_record(TALK, VideoRecord)
    assert video is not None
    assert store.videos_with_content(video.sha256 or "") == [COPY, TALK]


def test_its_shared_files_are_read(old: Home) -> None:
    store, settings = old.library.store, old.library.settings
    assert store.collection == collection_name(active_model_set(settings))
    assert read_distribution(store) is not None
    assert not is_calibration_due(store)
    report = read_report(store)
    assert report is not None
    assert (report.videos, [video.video_id for video in report.quarantined]) == (4, [BROKEN])
    key = ApiKeyCache(store).find((old.path / "key.txt").read_text())
    assert key is not None
    assert (key.name, key.workspaces) == ("ops", ("team",))
    progress = store.read_record(BROKEN, TranscriptProgress)
    assert progress is not None
    assert (progress.until_s, progress.segments[0]["text"]) == (30.0, "hello")


def test_its_snapshot_has_every_upload(old: Home) -> None:
    assert old.library.store.read_library_file(SNAPSHOT_FILE)
    snapshot = Snapshot.load(old.library.store)
    assert (len(snapshot), snapshot.rebuilt_to) == (4, None)


@pytest.mark.parametrize("keeps_cursor", [True, False], ids=["with its cursor", "with a new cursor"])
def test_the_upload_sensor_requests_nothing(old: Home, keeps_cursor: bool) -> None:
    before = store_files(old)
    cursor = (old.path / "cursor.json").read_text() if keeps_cursor else None
    sensor = SensorHarness(old.library, old.instance, cursor)
    assert [sensor.tick() for _ in range(3)] == [[], [], []]
    assert old.library.store.dirty() == []
    after = store_files(old)
    assert {name for name in before if before[name] != after.get(name)} <= {f"touched/{DELETED}", SNAPSHOT_FILE}
    if not keeps_cursor:
        assert set(old.instance.get_dynamic_partitions(VIDEOS)) == {TALK, COPY, BROKEN}


def test_nothing_of_it_is_due_or_found_incomplete(old: Home) -> None:
    assert run_due(old.instance, old.library, on_start=lambda *_: None) == []
    report = check(old.instance, old.library, now=CHECKED_AT)
    assert (report.videos, report.missing) == (4, [])


@pytest.mark.slow  # of the stamps, each is compared at every change
def test_a_run_of_the_whole_graph_makes_again_what_is_made_better_now(old: Home) -> None:
    old.instance.add_dynamic_partitions(VIDEOS, [TALK])
    assert run_video(old.instance, TALK)
    reused = {}
    for asset in POLICIES:
        records = dg.AssetRecordsFilter(asset_key=dg.AssetKey(asset), asset_partitions=[TALK])
        (materialization,) = old.instance.fetch_materializations(records, limit=2).records
        assert materialization.asset_materialization is not None
        reused[asset] = materialization.asset_materialization.metadata["reused"].value
    assert {asset for asset, value in reused.items() if not value} == set(POLICIES)


def test_the_service_answers_from_its_points(old: Home) -> None:
    service = SearchService(old.library.settings)
    service.open_index()
    try:
        service.load(follow=False)
        response = service.search(SearchRequest("the moon and the ocean"), limit=5)
    finally:
        service.close()
    assert {moment.video.video_id for moment in response.moments} == {TALK, COPY}
