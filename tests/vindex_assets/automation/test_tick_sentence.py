"""What ticks say: videos by state, a removed upload once, a refused one once, and a folder that is missing."""

from __future__ import annotations

import shutil

import dagster as dg
import pytest

from tests.support.dagster.upload_sensor import SensorHarness
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import indexed_video, register_upload
from tests.support.library.upload_files import delete_file
from tests.support.storage.video_records import revision_of
from vindex_assets.failures import Permanent
from vindex_assets.pipeline import video_records


def sentence(sensor: SensorHarness) -> str:
    reason = sensor.evaluate().skip_reason
    assert reason is not None
    return str(reason.skip_message)


def test_videos_are_counted_by_state(home: Home) -> None:
    store, failed = home.library.store, register_upload(home, "team/torn.mp4")
    indexed_video(home, "team/a.mp4")
    video_records.record_failure(
        store, failed, revision_of(store, failed), Permanent("it is no video"), asset="video", run_id="r1"
    )
    sensor = SensorHarness(home.library, home.instance)
    sensor.settle()
    assert sentence(sensor).startswith("nothing is due: 1 in the library, 1 failed")


def test_an_empty_library_says_so(home: Home) -> None:
    assert sentence(SensorHarness(home.library, home.instance)) == "nothing is due: no video"


def test_a_missing_folder_is_one_sentence_and_removes_nothing(home: Home) -> None:
    name = indexed_video(home, "team/a.mp4")
    sensor = SensorHarness(home.library, home.instance)
    sensor.settle()
    shutil.rmtree(home.uploads)
    said = sentence(sensor)
    assert said.startswith(f"the uploads folder {home.uploads} does not exist: make it, or mount its disk")
    assert name in set(home.library.store.video_ids())


def test_a_removed_upload_is_observed(home: Home) -> None:
    name = indexed_video(home, "team/a.mp4")
    indexed_video(home, "team/b.mp4")
    sensor = SensorHarness(home.library, home.instance)
    sensor.settle()
    delete_file(home, "team/a.mp4")
    sensor.settle()
    (observed,) = home.instance.fetch_observations(dg.AssetKey("video"), limit=10).records
    assert observed.partition_key == name
    assert observed.asset_observation is not None
    assert observed.asset_observation.metadata["upload"].value == "team/a.mp4"


def test_a_refused_upload_is_named_once(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (home.uploads / "loose.mp4").write_bytes(b"a film in no workspace")
    sensor = SensorHarness(home.library, home.instance)
    named = []
    for _ in range(2):
        sensor.tick()
        named.append([line for line in capsys.readouterr().err.splitlines() if "not indexed: loose.mp4: " in line])
    assert [len(lines) for lines in named] == [1, 0]
