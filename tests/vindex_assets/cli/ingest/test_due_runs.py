"""Short uploads share a run; what is indexed and unchanged costs no decoding and no model, whoever asks again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

import dagster as dg
import pytest

from tests.support.library.home import Home
from vindex_assets.cli.ingest import due_runs
from vindex_assets.cli.ingest.due_runs import run_batch, run_due
from vindex_assets.ocr import rapidocr_engine
from vindex_assets.uploads.batching import Batch
from vindex_search import sandbox
from vindex_search.contract.records import UploadRecord
from vindex_search.models.cache import ModelCache
from vindex_search.videos.video import get_video

FILMS = {"team/a.mp4": "The tide comes in.", "team/b.mp4": "The tide goes out."}


@pytest.fixture
def videos(home: Home) -> list[str]:
    """Uploaded films with subtitles."""
    return [home.upload_film(key, text) for key, text in FILMS.items()]


def run_all(home: Home) -> list[tuple[int, int, int]]:
    """Run what is due; how many uploads each run has, how many came before it, and how many there are."""
    runs: list[tuple[int, int, int]] = []

    def note(uploads: Sequence[UploadRecord], before: int, total: int) -> None:
        runs.append((len(uploads), before, total))

    run_due(home.instance, home.library, on_start=note)
    return runs


def refuse(*_arguments: Any, **_options: Any) -> NoReturn:
    raise AssertionError("a file was decoded or a model was loaded")


def no_work_is_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on neither a decoder nor a model can be had."""
    monkeypatch.setattr(sandbox, "run_sandboxed", refuse)
    monkeypatch.setattr(rapidocr_engine, "open_engine", refuse)
    monkeypatch.setattr(ModelCache, "get", refuse)


def test_short_uploads_share_a_run(home: Home, videos: list[str]) -> None:
    assert run_all(home) == [(2, 0, 2)]
    assert [getattr(get_video(home.library.store, video), "status", None) for video in videos] == ["indexed"] * 2


def test_uploads_of_which_one_was_taken_by_somebody_else_get_runs_of_their_own(
    home: Home, videos: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_flight = {videos[0]}
    monkeypatch.setattr(due_runs, "videos_in_flight", lambda _instance: in_flight)
    assert run_all(home) == [(1, 0, 2)]
    assert getattr(get_video(home.library.store, videos[1]), "status", None) == "indexed"


def test_nothing_is_run_again(home: Home, videos: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(videos) == 2
    run_all(home)
    no_work_is_possible(monkeypatch)
    assert run_all(home) == []


def test_a_run_over_what_is_there_decodes_nothing_and_loads_no_model(
    home: Home, videos: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_all(home)
    uploads = [home.library.store.read_record(video, UploadRecord) for video in videos]
    no_work_is_possible(monkeypatch)
    order = home.instance.get_dynamic_partitions("videos")
    found = sorted((upload for upload in uploads if upload), key=lambda upload: order.index(upload.video_id))
    assert run_batch(home.instance, Batch(tuple(found), "live"))
    (newest,) = home.instance.get_runs(limit=1)
    made = home.instance.all_logs(newest.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
    metadata = [event.asset_materialization.metadata for event in made if event.asset_materialization]
    assert {entry["reused"].value for entry in metadata} == {True}
