"""The upload sensor against a real instance, a real folder and real runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterInstance

from tests.support.dagster.dagster_internals import create_run_for_test
from tests.support.dagster.upload_sensor import tick
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_library import ONE, SILENT, SPOKEN, indexed_library, open_copied_home
from tests.support.library.upload_files import upload_file
from tests.support.media.films import make_subtitles
from tests.support.session.session_cache import SessionCache
from tests.support.storage.effects import effects
from vindex_assets.automation.sensors import uploads
from vindex_assets.cli.ingest import run_video
from vindex_assets.failures import Transient
from vindex_assets.pipeline import video_records
from vindex_assets.runs.in_flight import PARTITION_TAG
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads.cursor import read_cursor
from vindex_assets.uploads.snapshot import Snapshot
from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import FailureRecord, UploadRecord, VideoRecord


@pytest.fixture
def indexed(session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    """A library of one indexed film."""
    with open_copied_home(indexed_library(session_cache, SPOKEN), tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def silent(session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    """The same without subtitles."""
    with open_copied_home(indexed_library(session_cache, SILENT), tmp_path / "home") as opened:
        yield opened


def test_a_new_video_is_requested_and_a_second_tick_requests_nothing(home: Home) -> None:
    film = home.upload_film(ONE, "Hello there.")
    assert tick(home) == [film]
    assert run_video(home.instance, film)
    assert tick(home) == []


def test_a_run_is_requested_when_partition_record_and_snapshot_are_written(home: Home) -> None:
    film = upload_file(home, ONE)
    with effects(home.library.store.root) as seen:
        assert tick(home) == [film]
    assert [what for what in seen.by_name() if not what.startswith("unlink")] == [
        f"add partitions {film}",
        "rename upload.json",
        "rename snapshot.parquet",
        "rename queue.json",
    ]
    assert Snapshot.load(home.library.store).count("requested") == 1


def test_a_video_whose_run_is_under_way_is_not_requested_again(home: Home) -> None:
    film = home.upload_film(ONE, "Hello there.")
    assert tick(home) == [film]
    create_run_for_test(home.instance, status=dg.DagsterRunStatus.STARTING, tags={PARTITION_TAG: film})
    assert tick(home) == []


def test_a_lost_request_is_made_again(home: Home) -> None:
    film = home.upload_film(ONE, "Hello there.")
    assert tick(home) == [film]
    assert tick(home) == [film]


def test_a_changed_video_is_the_same_partition_processed_again(indexed: Home) -> None:
    film = video_id(indexed.library.bucket.name, ONE)
    before = indexed.library.store.read_record(film, VideoRecord)
    (indexed.uploads / ONE).unlink()
    indexed.upload_film(ONE)
    assert tick(indexed) == [film]
    assert run_video(indexed.instance, film)
    after = indexed.library.store.read_record(film, VideoRecord)
    assert before is not None
    assert after is not None
    assert before.manifest["version"] != after.manifest["version"]
    assert indexed.instance.get_dynamic_partitions(VIDEOS) == [film]


def test_a_new_subtitle_file_changes_the_transcript_and_leaves_the_frames(silent: Home) -> None:
    home, film = silent, video_id(silent.library.bucket.name, ONE)
    make_subtitles(home.uploads / ONE, "Now somebody wrote it down.")
    assert tick(home) == [film]
    assert run_video(home.instance, film)
    assert "Now somebody wrote it down." in home.library.store.read_table(film, TRANSCRIPT)["text"].to_list()
    newest = home.instance.fetch_materializations(dg.AssetKey("frames"), limit=1).records[0].asset_materialization
    assert newest is not None
    assert newest.metadata["reused"].value is True


def test_a_video_that_kills_its_worker_is_left_alone_after_three_times(home: Home) -> None:
    film = home.upload_film(ONE)
    assert tick(home) == [film]
    upload = home.library.store.read_record(film, UploadRecord)
    assert upload is not None
    for run in ("r1", "r2", "r3"):
        video_records.count_attempt(home.library.store, film, upload.revision, run)
    assert tick(home) == []
    failure = home.library.store.read_record(film, FailureRecord)
    assert failure is not None
    assert "killed three times without an error" in failure.reason


def test_a_transient_failure_is_retried_a_limited_number_of_times(home: Home) -> None:
    film = home.upload_film(ONE)
    tick(home)
    store = home.library.store
    upload = store.read_record(film, UploadRecord)
    assert upload is not None
    for number in range(1, video_records.MAX_ATTEMPTS + 1):
        video_records.count_attempt(store, film, upload.revision, f"r{number}")
        video_records.record_failure(
            store, film, upload.revision, Transient("no network"), asset="audio", run_id=f"r{number}"
        )
        assert tick(home) == ([film] if number < video_records.MAX_ATTEMPTS else [])


def test_an_unreadable_cursor_costs_no_more_than_a_pass(home: Home) -> None:
    film = home.upload_film(ONE)
    with dg.build_sensor_context(
        instance=home.instance, cursor="no cursor", resources={"library": home.library}
    ) as context:
        result = uploads(context)
        assert isinstance(result, dg.SensorResult)
    assert [request.partition_key for request in result.run_requests or []] == [film]
    assert read_cursor(result.cursor).after is None


def test_a_removed_upload_is_forgotten(indexed: Home) -> None:
    (indexed.uploads / ONE).unlink()
    assert tick(indexed) == []
    assert indexed.library.store.published() == {}
    assert list(indexed.library.store.video_ids()) == []
    assert indexed.instance.get_dynamic_partitions(VIDEOS) == []


def test_an_instance_that_was_made_anew_shows_every_video_and_runs_none(indexed: Home) -> None:
    film = video_id(indexed.library.bucket.name, ONE)
    with DagsterInstance.ephemeral() as fresh:
        assert tick(indexed, fresh) == []
        assert fresh.get_dynamic_partitions(VIDEOS) == [film]


def test_an_uploads_folder_that_is_gone_does_not_empty_the_library(indexed: Home) -> None:
    film = video_id(indexed.library.bucket.name, ONE)
    indexed.uploads.rename(indexed.path / "unmounted")
    assert tick(indexed) == []
    assert list(indexed.library.store.video_ids()) == [film]
