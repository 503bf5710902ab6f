"""What the service removed from the store, a look takes out of Dagster, and does not bring back."""

from __future__ import annotations

import pytest

from tests.films import left_alone
from tests.homes import Home
from tests.vindex_assets.test_sensors import tick
from vindex_assets import records
from vindex_assets.failures import Permanent
from vindex_assets.ingest import run_video
from vindex_assets.partitions import VIDEOS
from vindex_assets.runs import PARTITION_TAG
from vindex_search.contract import FORGOTTEN, UPLOAD
from vindex_search.forgetting import forget
from vindex_search.videos import one_video


def forgotten(home: Home, video_id: str, *, upload: bool) -> None:
    """Remove a video as the service does, which knows nothing of Dagster."""
    library = home.library
    video = one_video(library.store, video_id)
    assert video is not None
    forget(library.settings, library.store, library.bucket, video, upload=upload)


@pytest.fixture
def film(home: Home) -> str:
    """An indexed video, beside another one."""
    made = home.film("team/a.mp4", "Hello there.")
    home.film("team/b.mp4", "And here.")
    for video_id in tick(home):
        assert run_video(home.instance, video_id)
    return made


@pytest.mark.parametrize("upload", [False, True], ids=["the upload stays", "with the upload"])
def test_the_next_look_removes_the_partition_and_asks_for_nothing(home: Home, film: str, upload: bool) -> None:
    forgotten(home, film, upload=upload)
    assert film in home.instance.get_dynamic_partitions(VIDEOS)
    assert tick(home) == []
    assert film not in home.instance.get_dynamic_partitions(VIDEOS)
    assert len(home.instance.get_dynamic_partitions(VIDEOS)) == 1
    assert tick(home) == []
    assert one_video(home.library.store, film) is None
    assert (home.uploads / "team" / "a.mp4").exists() != upload
    assert (home.uploads / "team" / "a.vtt").exists() != upload
    assert (film in home.library.store.video_ids()) != upload


def test_a_newer_version_of_it_comes_back(home: Home, film: str) -> None:
    forgotten(home, film, upload=False)
    assert tick(home) == []
    left_alone(home.uploads / "team" / "a.mp4")
    assert tick(home) == [film]
    assert film in home.instance.get_dynamic_partitions(VIDEOS)


def test_the_record_of_it_goes_with_the_upload(home: Home, film: str) -> None:
    forgotten(home, film, upload=False)
    (home.uploads / "team" / "a.mp4").unlink()
    assert tick(home) == []
    assert home.library.store.read_record(film, FORGOTTEN) is None
    assert film not in home.library.store.video_ids()


def test_while_a_run_is_at_it_the_partition_stays(home: Home, film: str) -> None:
    from dagster import DagsterRunStatus
    from dagster._core.test_utils import create_run_for_test

    forgotten(home, film, upload=True)
    run = create_run_for_test(home.instance, status=DagsterRunStatus.STARTED, tags={PARTITION_TAG: film})
    assert tick(home) == []
    assert film in home.instance.get_dynamic_partitions(VIDEOS)
    home.instance.report_run_canceled(run)
    assert tick(home) == []
    assert film not in home.instance.get_dynamic_partitions(VIDEOS)


def test_what_a_queued_run_wrote_of_it_since_goes_too(home: Home, film: str) -> None:
    forgotten(home, film, upload=True)
    gone = Permanent("no upload is registered under this id")
    records.record_failure(home.library.store, film, "", gone, asset="video", run_id="r1")
    assert tick(home) == []
    assert film not in home.library.store.video_ids()


def test_a_video_that_is_kept_without_its_upload_keeps_its_partition(
    home: Home, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vindex_search.settings import settings

    monkeypatch.setenv("VINDEX_KEEP_GONE", "true")
    settings.cache_clear()
    (home.uploads / "team" / "a.mp4").unlink()
    assert tick(home) == []
    assert film in home.instance.get_dynamic_partitions(VIDEOS)
    assert home.library.store.read_record(film, UPLOAD) is not None
