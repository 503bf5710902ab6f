"""Per-video status in real Dagster runs: single, range, with bad videos among good ones, with retries."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import AssetKey

from tests.support.dagster.upload_sensor import tick
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_library import ONE, SPOKEN, indexed_library, open_copied_home
from tests.support.media.films import backdated
from tests.support.session.session_cache import SessionCache
from vindex_assets.cli.ingest import run_video
from vindex_assets.failures import Permanent, Transient
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.runs.in_flight import RANGE_END_TAG, RANGE_START_TAG
from vindex_assets.runs.partitions import VIDEOS, videos
from vindex_search.contract.artefacts import FRAMES, POINTS, TRANSCRIPT
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import UploadRecord
from vindex_search.settings import settings
from vindex_search.videos.video import all_videos, get_video

LAST = AssetKey("index_points")


@pytest.fixture
def indexed(session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    """A library of one film, indexed by a run of its own."""
    with open_copied_home(indexed_library(session_cache, SPOKEN), tmp_path / "home") as opened:
        yield opened


def run_range(home: Home) -> bool:
    """One run over all registered videos, as a backfill launches it."""
    from vindex_assets.definitions import index_videos_job

    keys = home.instance.get_dynamic_partitions(VIDEOS)
    tags = {RANGE_START_TAG: keys[0], RANGE_END_TAG: keys[-1]}
    job = dg.reconstructable(index_videos_job)
    with dg.execute_job(job, instance=home.instance, tags=tags) as result:
        return result.success


def prepare(home: Home) -> None:
    tick(home)


def status(home: Home, asset: str) -> dict[str, str]:
    """What Dagster shows of each partition of an asset."""
    keys = home.instance.get_dynamic_partitions(VIDEOS)
    found = home.instance.get_status_by_partition(AssetKey(asset), keys, videos) or {}
    return {key: state.value if (state := found.get(key)) else "MISSING" for key in keys}


def test_one_video_has_run_through_the_whole_graph(indexed: Home) -> None:
    film, store = video_id(indexed.library.bucket.name, ONE), indexed.library.store
    assert {status(indexed, asset)[film] for asset in POLICIES} == {"MATERIALIZED"}
    transcript = store.read_table(film, TRANSCRIPT)
    assert transcript["text"].to_list()[0] == "The tide comes in."
    assert set(transcript["source"]) == {"subtitles"}
    assert len(store.read_table(film, FRAMES)) == 2
    assert store.published()[film].points == len(store.read_table(film, POINTS)) > 0
    video = get_video(store, film)
    assert video is not None
    assert video.status == "indexed"


def test_a_second_run_reuses_everything(indexed: Home) -> None:
    film = video_id(indexed.library.bucket.name, ONE)
    before = indexed.library.store.published()
    assert run_video(indexed.instance, film)
    assert indexed.library.store.published() == before
    assert reused(indexed, "index_points")
    newest = indexed.instance.fetch_materializations(LAST, limit=1).records[0].asset_materialization
    assert newest is not None
    assert "real_time_factor" in newest.metadata


def test_another_sampling_makes_the_frames_anew_and_nothing_that_does_not_hang_on_them(
    indexed: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = video_id(indexed.library.bucket.name, ONE)
    monkeypatch.setenv("VINDEX_SAMPLING", "keyframes")
    settings.cache_clear()
    assert run_video(indexed.instance, film)
    assert (reused(indexed, "frames"), reused(indexed, "audio"), reused(indexed, "transcript")) == (False, True, True)
    stamp = indexed.library.store.stamp(film, FRAMES)
    assert stamp is not None
    assert ("setting sampling", "keyframes") in stamp.inputs


def reused(home: Home, asset: str) -> bool:
    """Whether the newest materialisation of an asset found its artefact there already."""
    newest = home.instance.fetch_materializations(AssetKey(asset), limit=1).records[0].asset_materialization
    assert newest is not None
    return bool(newest.metadata["reused"].value)


def test_a_materialization_says_what_it_was_made_from(indexed: Home) -> None:
    film = video_id(indexed.library.bucket.name, ONE)
    newest = indexed.instance.fetch_materializations(LAST, limit=1).records[0].asset_materialization
    assert newest is not None
    assert newest.tags is not None
    stamp = indexed.library.store.stamp(film, POINTS)
    assert stamp is not None
    assert newest.tags["dagster/data_version"] == stamp.fingerprint
    assert newest.tags["dagster/input_data_version/text_embeddings"] == dict(stamp.inputs)["text_embeddings"]


def test_every_point_says_what_it_was_made_from(indexed: Home) -> None:
    film = video_id(indexed.library.bucket.name, ONE)
    made = indexed.library.store.read_table(film, POINTS)
    stamp, upload = indexed.library.store.stamp(film, POINTS), indexed.library.store.read_record(film, UploadRecord)
    assert stamp is not None
    assert upload is not None
    model = indexed.library.models.text
    (run,) = indexed.instance.get_runs()
    assert made.select("version", "generation", "code_version", "model", "run_id").unique().rows() == [
        (
            *(upload.version, f"{film}@{stamp.fingerprint}", stamp.code_version),
            *(f"{model.id}@{model.revision}", run.run_id),
        )
    ]


def test_in_a_range_exactly_the_bad_ones_fail_and_the_good_ones_get_through(home: Home) -> None:
    good = [home.upload_film("team/a.mp4", "First good one."), home.upload_film("team/z.mp4", "Second good one.")]
    (home.uploads / "team" / "m.mp4").write_text("this is no video")
    backdated(home.uploads / "team" / "m.mp4")
    (home.uploads / "team" / "empty.mp4").touch()
    prepare(home)
    assert not run_range(home)
    for asset in POLICIES:
        shown = status(home, asset)
        assert {key for key, value in shown.items() if value == "MATERIALIZED"} == set(good), asset
        assert {value for key, value in shown.items() if key not in good} == {"FAILED"}, asset
    assert set(home.library.store.published()) == set(good)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"this is no video", "the file is not a video or audio file that can be read"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "the file is damaged or cut off: its index cannot be read"),
    ],
)
def test_a_bad_file_fails_with_its_reason_and_is_not_tried_again(home: Home, content: bytes, reason: str) -> None:
    (home.uploads / "team").mkdir()
    (home.uploads / "team" / "bad.mp4").write_bytes(content)
    backdated(home.uploads / "team" / "bad.mp4")
    bad = video_id(home.library.bucket.name, "team/bad.mp4")
    prepare(home)
    assert not run_video(home.instance, bad)
    video = get_video(home.library.store, bad)
    assert video is not None
    assert (video.status, video.reason, video.failed_asset) == ("failed", reason, "video")
    run = home.instance.get_runs(limit=1)[0]
    assert not home.instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_RESTARTED)
    assert tick(home) == []


def test_a_file_that_was_emptied_since_it_was_seen_fails_with_that_reason(home: Home) -> None:
    film = home.upload_film("team/a.mp4")
    prepare(home)
    (home.uploads / "team" / "a.mp4").write_bytes(b"")
    assert not run_video(home.instance, film)
    video = get_video(home.library.store, film)
    assert video is not None
    assert (video.status, video.reason) == ("failed", "the file is empty")


def test_sound_without_pictures_is_indexed_whatever_its_file_is_called(
    home: Home, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VINDEX_TRANSCRIPT_SOURCE", "subtitles")  # what is heard in it is not asked here
    settings.cache_clear()
    (home.uploads / "team").mkdir()
    backdated(shutil.copyfile(media / "video" / "two_aac_tracks_no_video.mp4", home.uploads / "team" / "sound.mp4"))
    backdated(shutil.copyfile(media / "audio" / "librivox_0880.wav", home.uploads / "team" / "reading.wav"))
    prepare(home)
    assert run_range(home)
    found = {video.title: video.status for video in all_videos(home.library.store)}
    assert found == {"reading": "indexed", "sound": "indexed"}


def test_the_two_kinds_of_failure_carry_their_sentence() -> None:
    assert Permanent("no sound").reason == "no sound"
    assert str(Transient("try again")) == "try again"
