"""The same bytes are worked on once, in real runs: after a touch, a rename, under two keys, with another subtitle."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from tests.support.library.home import Home
from tests.support.library.prepared.indexed_library import ONE, SILENT, SPOKEN, indexed_library, open_copied_home
from tests.support.media.films import make_film, make_film_of_pictures, make_subtitles
from tests.support.media.ocr.slides import slide
from tests.support.session.session_cache import SessionCache
from tests.support.storage.s3 import S3
from vindex_assets.cli.ingest import FileCopy, copy_uploads, run_due
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.video_task import VideoTask
from vindex_assets.uploads.removal.delete import forget_videos
from vindex_search.contract.artefacts import ARTEFACTS, FRAMES, POINTS, STORYBOARD
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import VideoRecord
from vindex_search.settings import settings
from vindex_search.videos.asset_status import StampInputs, asset_statuses, read_stamps
from vindex_search.videos.video import get_video

OWN = {"video", "index_points"}  # what is each video's own
OTHER = "others/two.mp4"
SUBTITLE = "The tide comes in. And that is the end of it."


def run_until_done(home: Home) -> None:
    run_due(home.instance, home.library, on_start=lambda *_: None)


def id_of(home: Home, key: str) -> str:
    return video_id(home.library.bucket.name, key)


def newest_metadata(home: Home, video: str, fact: str) -> dict[str, Any]:
    """What the newest materialisation of each asset says of one fact."""
    found = {}
    for asset in POLICIES:
        newest = dg.AssetRecordsFilter(asset_key=dg.AssetKey(asset), asset_partitions=[video])
        (record,) = home.instance.fetch_materializations(newest, limit=1).records
        assert record.asset_materialization is not None
        value = record.asset_materialization.metadata.get(fact)
        found[asset] = value.value if value else None
    return found


def made_assets(home: Home, video: str) -> set[str]:
    """The assets whose artefacts the newest run of a video made itself."""
    shared = newest_metadata(home, video, "shared_from")
    return {
        asset for asset, reused in newest_metadata(home, video, "reused").items() if not reused and not shared[asset]
    }


@pytest.fixture
def indexed(session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    """A library of one film with subtitles, indexed."""
    with open_copied_home(indexed_library(session_cache, SPOKEN), tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def silent(session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    """A library of one film without subtitles, indexed."""
    with open_copied_home(indexed_library(session_cache, SILENT), tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def child_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The functions that were called on uploads in child processes, as they are called."""
    calls: list[str] = []
    real: Callable[..., dict[str, Any]] = VideoTask.run_in_child

    def run_in_child(task: VideoTask, function: str, *arguments: Any, **opened: Any) -> dict[str, Any]:
        calls.append(function)
        return real(task, function, *arguments, **opened)

    monkeypatch.setattr(VideoTask, "run_in_child", run_in_child)
    return calls


def test_a_touched_file_is_probed_and_published_and_nothing_more(indexed: Home, child_calls: list[str]) -> None:
    film = id_of(indexed, ONE)
    before = indexed.library.store.published()[film]
    child_calls.clear()
    os.utime(indexed.uploads / ONE, (1_700_000_000, 1_700_000_000))
    run_until_done(indexed)
    assert made_assets(indexed, film) == OWN
    assert child_calls == []
    assert indexed.library.store.published()[film] != before
    assert set(indexed.library.store.read_table(film, POINTS)["uploaded_at"]) == {"2023-11-14T22:13:20+00:00"}
    video = get_video(indexed.library.store, film)
    assert video is not None
    sources = StampInputs(video.version, video.object_key, video.uploaded_at, video.sidecars, settings(), "whisperx")
    states = asset_statuses(read_stamps(indexed.library.store, film), sources, failed=None)
    assert set(states.values()) == {"done"}


def test_a_touched_file_keeps_the_data_version_that_dagster_shows(indexed: Home) -> None:
    film = id_of(indexed, ONE)
    os.utime(indexed.uploads / ONE, (1_700_000_000, 1_700_000_000))
    run_until_done(indexed)
    newest = dg.AssetRecordsFilter(asset_key=dg.AssetKey("video"), asset_partitions=[film])
    found = [one.asset_materialization for one in indexed.instance.fetch_materializations(newest, limit=2).records]
    assert len({one.tags["dagster/data_version"] for one in found if one and one.tags}) == 1


def sha256_of(home: Home, film: str) -> str:
    probed = home.library.store.read_record(film, VideoRecord)
    assert probed is not None
    assert probed.sha256 is not None
    return probed.sha256


def test_other_bytes_are_worked_on(indexed: Home) -> None:
    film = id_of(indexed, ONE)
    old = sha256_of(indexed, film)
    make_film(indexed.uploads / ONE, colours=((0, 200, 0), (200, 0, 200), (9, 9, 9)))
    run_until_done(indexed)
    assert made_assets(indexed, film) == set(POLICIES)
    new = sha256_of(indexed, film)
    assert (indexed.library.store.videos_with_content(old), indexed.library.store.videos_with_content(new)) == (
        [],
        [film],
    )


def test_a_renamed_file_is_another_video_with_the_same_artefacts(silent: Home, child_calls: list[str]) -> None:
    film = id_of(silent, ONE)
    child_calls.clear()
    (silent.uploads / ONE).rename(silent.uploads / "team" / "renamed.mp4")
    run_until_done(silent)
    run_until_done(silent)
    renamed = id_of(silent, "team/renamed.mp4")
    assert made_assets(silent, renamed) == OWN
    assert child_calls == []
    assert set(silent.library.store.published()) == {renamed}
    assert list(silent.library.store.video_ids()) == [renamed]
    assert film != renamed


def uploaded_twice(home: Home, tmp_path: Path) -> list[FileCopy]:
    slides = [slide((60, 200, text), size=60) for text in ("Spring tides", "Neap tides")]
    film = make_film_of_pictures(tmp_path / "in" / "film.mp4", slides)
    return [FileCopy(film, ONE), FileCopy(film, OTHER)]


def assert_shared(home: Home, child_calls: list[str], tmp_path: Path) -> None:
    """Two keys of two workspaces, the same bytes: worked on once, found as two; forgetting one leaves the other."""
    assert copy_uploads(home.library, uploaded_twice(home, tmp_path)) == 2
    run_until_done(home)
    store, videos = home.library.store, [id_of(home, ONE), id_of(home, OTHER)]
    assert sorted(child_calls) == ["write_frames"]
    ((shared, source),) = [
        (v, newest_metadata(home, v, "shared_from"))
        for v in videos
        if any(newest_metadata(home, v, "shared_from").values())
    ]
    (first,) = set(videos) - {shared}
    assert {asset: of for asset, of in source.items() if of} == dict.fromkeys(set(POLICIES) - OWN, first)
    for video, key in zip(videos, (ONE, OTHER), strict=True):
        points = store.read_table(video, POINTS)
        assert set(points["video_id"]) == {video}
        assert set(points["workspace"]) == {key.split("/")[0]}
    assert store.read_table(shared, FRAMES).equals(store.read_table(first, FRAMES))
    with store.local_path(shared, STORYBOARD) as one, store.local_path(first, STORYBOARD) as two:
        assert one.read_bytes() == two.read_bytes()
    forget_videos(home.instance, home.library, [first], uploads=True)
    left = read_stamps(store, shared)
    assert set(left) == set(ARTEFACTS)
    assert len(store.read_table(shared, FRAMES)) == 2
    with store.local_path(shared, "storyboard/000.jpg") as sheet:
        assert sheet.read_bytes().startswith(b"\xff\xd8")
    assert list(store.video_ids()) == list(store.published()) == [shared]


def test_the_same_bytes_under_two_keys_are_decoded_once(home: Home, child_calls: list[str], tmp_path: Path) -> None:
    assert_shared(home, child_calls, tmp_path)


@pytest.mark.slow
def test_the_same_bytes_on_s3_are_decoded_once(remote: Home, child_calls: list[str], tmp_path: Path, s3: S3) -> None:
    assert_shared(remote, child_calls, tmp_path)
    left = s3.client.list_objects_v2(Bucket=s3.bucket, Prefix="store/content/").get("Contents", [])
    assert len(left) == 1


def test_what_another_video_no_longer_has_is_made(home: Home, child_calls: list[str], tmp_path: Path) -> None:
    (first, second) = uploaded_twice(home, tmp_path)
    copy_uploads(home.library, [first])
    run_until_done(home)
    home.library.store.path(id_of(home, ONE), FRAMES).unlink()
    copy_uploads(home.library, [second])
    run_until_done(home)
    assert child_calls == ["write_frames", "write_frames"]
    assert made_assets(home, id_of(home, OTHER)) == OWN | {"frames"}


def test_a_new_subtitle_file_costs_the_transcript_and_what_hangs_on_it(silent: Home, child_calls: list[str]) -> None:
    film = id_of(silent, ONE)
    child_calls.clear()
    make_subtitles(silent.uploads / ONE, "The tide comes in.").rename(silent.uploads / "team" / "one.en.vtt")
    run_until_done(silent)
    assert made_assets(silent, film) == {"transcript", "text_embeddings", "chapters", "index_points"}
    assert child_calls == []
    assert SUBTITLE in set(silent.library.store.read_table(film, POINTS)["text"])
    (silent.uploads / "team" / "one.en.vtt").unlink()
    run_until_done(silent)
    assert made_assets(silent, film) == {"transcript", "text_embeddings", "chapters", "index_points"}
    assert SUBTITLE not in set(silent.library.store.read_table(film, POINTS)["text"])
