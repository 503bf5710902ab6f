"""Forgotten videos are not found any more and not indexed again; deletions that are killed end well."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.dagster.upload_sensor import SensorHarness
from tests.support.library.effects import library_effects
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_library import indexed_library, open_copied_home
from tests.support.library.prepared.indexed_videos import indexed_video, write_artefacts
from tests.support.library.upload_files import upload_file
from tests.support.media.films import backdated
from tests.support.session.session_cache import SessionCache
from vindex_assets.cli import app
from vindex_assets.cli.ingest import run_due
from vindex_assets.runs.partitions import VIDEOS
from vindex_assets.uploads.cursor import read_cursor
from vindex_assets.uploads.reconcile import reconcile
from vindex_assets.uploads.removal.delete import DeletedVideo, forget_videos, workspace_video_ids
from vindex_assets.uploads.snapshot import SNAPSHOT_FILE, Snapshot
from vindex_search.contract.artefacts import FORGOTTEN, POINTS
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import ForgottenRecord, IndexedRecord, UploadRecord, VideoRecord
from vindex_search.index import factory
from vindex_search.query.search import SearchRequest
from vindex_search.query.service import SearchService
from vindex_search.storage.bucket import FolderBucket
from vindex_search.videos import delete

SPEECH = {"team/tides.mp4": "The tide turns.", "team/locks.mp4": "The lock opens.", "other/bread.mp4": "Bread rises."}


def ignore_start(*_: object) -> None:
    """As `on_start`."""


@pytest.fixture
def home(session_cache: SessionCache, tmp_path: Path) -> Iterator[Home]:
    """A library of two films of a team and one of another."""
    with open_copied_home(indexed_library(session_cache, SPEECH), tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def films(home: Home) -> dict[str, str]:
    """Ids by key."""
    return {key: video_id(home.library.bucket.name, key) for key in SPEECH}


def search(home: Home, query: str) -> set[str]:
    service = SearchService(home.library.settings)
    service.open_index()
    try:
        service.load(follow=False)
        return {moment.video.video_id for moment in service.search(SearchRequest(query), limit=10).moments}
    finally:
        service.close()


@pytest.mark.parametrize("uploads", [False, True], ids=["the upload stays", "with the upload"])
def test_a_forgotten_video_is_not_found_and_not_indexed_again(uploads: bool, home: Home, films: dict[str, str]) -> None:
    tides = films["team/tides.mp4"]
    assert tides in search(home, "the tide")
    gone = forget_videos(home.instance, home.library, [tides], uploads=uploads)
    assert [one.video_id for one in gone] == [tides]
    assert tides not in search(home, "the tide")
    assert run_due(home.instance, home.library, on_start=ignore_start) == []
    assert tides not in home.instance.get_dynamic_partitions(VIDEOS)
    assert home.library.store.read_record(tides, UploadRecord) is None
    assert (home.uploads / "team/tides.mp4").exists() != uploads
    assert (home.uploads / "team/tides.vtt").exists() != uploads
    assert films["team/locks.mp4"] in search(home, "the lock")


def test_a_new_version_of_a_forgotten_video_is_indexed(home: Home, films: dict[str, str]) -> None:
    tides = films["team/tides.mp4"]
    forget_videos(home.instance, home.library, [tides], uploads=False)
    backdated(home.uploads / "team/tides.mp4")
    assert [video.video_id for video in run_due(home.instance, home.library, on_start=ignore_start)] == [tides]
    assert tides in search(home, "the tide")


def test_a_workspace_is_forgotten_and_no_other(home: Home, films: dict[str, str]) -> None:
    gone = forget_videos(home.instance, home.library, workspace_video_ids(home.library, "team"), uploads=True)
    assert sorted(one.video_id for one in gone) == sorted(films[key] for key in films if key.startswith("team/"))
    assert workspace_video_ids(home.library, "team") == []
    assert search(home, "bread, tide or lock") == {films["other/bread.mp4"]}


def test_of_a_workspace_the_uploads_of_what_was_forgotten_before_go_too(home: Home, films: dict[str, str]) -> None:
    forget_videos(home.instance, home.library, [films["team/tides.mp4"]], uploads=False)
    gone = forget_videos(home.instance, home.library, workspace_video_ids(home.library, "team"), uploads=True)
    assert sorted(one.video_id for one in gone) == sorted(films[key] for key in films if key.startswith("team/"))
    assert list((home.uploads / "team").iterdir()) == []
    assert set(home.library.store.video_ids()) == {films["other/bread.mp4"]}


def test_nothing_of_it_is_left_on_the_disk(home: Home, films: dict[str, str]) -> None:
    tides = films["team/tides.mp4"]
    forget_videos(home.instance, home.library, [tides], uploads=True)
    search(home, "anything")
    run_due(home.instance, home.library, on_start=ignore_start)
    left = [path for path in Path(home.path).rglob("*") if tides in str(path) and "dagster" not in str(path)]
    assert left == []
    assert home.library.store.read_library_file(SNAPSHOT_FILE) is not None
    assert tides not in Snapshot.load(home.library.store).video_ids()


def test_what_was_removed_is_reported(home: Home, films: dict[str, str]) -> None:
    store, tides = home.library.store, films["team/tides.mp4"]
    files = [path for path in Path(str(store.folder(tides))).rglob("*") if path.is_file()]
    points = store.published()[tides].points
    bytes_ = sum(path.stat().st_size for path in files)
    keys = ("team/tides.mp4", "team/tides.vtt")
    gone = forget_videos(home.instance, home.library, [tides], uploads=True)
    assert gone == [DeletedVideo(tides, points, len(files), bytes_, keys)]
    assert str(gone[0]) == f"{tides} ({points} points, {len(files)} files of {bytes_} bytes, {', '.join(keys)})"
    assert points > 0


def test_an_unknown_id_is_an_error_and_nothing_is_removed(home: Home, films: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="'everything' is no video id"):
        forget_videos(home.instance, home.library, [films["team/tides.mp4"], "everything"], uploads=True)
    with pytest.raises(ValueError, match="there is no video team--gone-0000000000"):
        forget_videos(home.instance, home.library, ["team--gone-0000000000"], uploads=True)
    assert set(home.library.store.video_ids()) == set(films.values())


# A deletion that is cut off

FILES = ("mp4", "de.vtt", "en.vtt")
KILLED_FIRST = {(False, "again"), (True, "tick")}  # whether uploads go, and what comes then; others with the slow tests


def is_whole(home: Home, name: str, points: set[str]) -> bool:
    """Whether a video is in the library as if no deletion had been requested."""
    store = home.library.store
    kept = (
        store.read_record(name, IndexedRecord)
        and store.read_record(name, VideoRecord)
        and store.path(name, POINTS).exists()
    )
    shown = name in home.instance.get_dynamic_partitions(VIDEOS)
    return bool(kept and shown and name in points and name in store.published() and len(uploads_of(home, name)) == 3)


def is_deleted(home: Home, name: str, points: set[str], *, uploads: bool) -> bool:
    """Whether nothing is left of a video but, where it is kept, its upload with the record that it is forgotten."""
    store = home.library.store
    left = {
        path.name for path in Path(str(store.folder(name))).rglob("*") if not path.name.startswith(f".{FORGOTTEN}.")
    }
    shown = name in home.instance.get_dynamic_partitions(VIDEOS)
    found = shown or name in points or name in store.published() or name in store.videos_with_content(sha_of(name))
    files = uploads_of(home, name)
    return not found and (left == set() and files == [] if uploads else left == {FORGOTTEN} and len(files) == 3)


def uploads_of(home: Home, name: str) -> list[str]:
    return sorted(path.name for path in (home.uploads / "team").iterdir() if f"--{path.name.split('.')[0]}-" in name)


def sha_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def whole_videos(home: Home, sensor: SensorHarness, many: int, *, start: int = 0) -> list[str]:
    """Videos with two subtitle files each that lack nothing; `start`: the number of the first."""
    numbers = range(start, start + many)
    for number in numbers:
        for suffix in FILES:
            upload_file(home, f"team/film{number}.{suffix}")
    sensor.settle()
    names = [video_id(home.library.bucket.name, f"team/film{number}.mp4") for number in numbers]
    for name in names:
        write_artefacts(home, name, sha256=sha_of(name))
    return names


def how_many(home: Home, name: str, points: set[str], *, uploads: bool) -> int:
    """How many changes a deletion makes."""
    with library_effects(home, points) as seen:
        forget_videos(home.instance, home.library, [name], uploads=uploads)
    return len(seen.done)


def delete_again(home: Home, name: str, points: set[str], *, uploads: bool) -> None:
    """What an operator does who saw the first deletion fail; everything may be gone by then."""
    store = home.library.store
    if store.read_record(name, UploadRecord) or store.read_record(name, ForgottenRecord):
        with library_effects(home, points):
            forget_videos(home.instance, home.library, [name], uploads=uploads)


@pytest.mark.parametrize(
    ("uploads", "then"),
    [
        pytest.param(uploads, then, marks=[] if (uploads, then) in KILLED_FIRST else pytest.mark.slow)
        for uploads in (False, True)
        for then in ("tick", "again", "tick, again")
    ],
)
def test_a_deletion_killed_between_any_two_changes_ends_well(
    home: Home, sensor: SensorHarness, uploads: bool, then: str
) -> None:
    first, stays = whole_videos(home, sensor, 2)
    points = {first, stays}
    total = how_many(home, first, points, uploads=uploads)
    assert total > 10
    names = whole_videos(home, sensor, total, start=2)
    points.update(names)
    for most in range(total):
        name = names[most]
        with library_effects(home, points, stop_after=most) as seen:
            forget_videos(home.instance, home.library, [name], uploads=uploads)
        for what in then.split(", "):
            if what == "again":
                delete_again(home, name, points, uploads=uploads)
            with library_effects(home, points):
                assert sensor.tick() + sensor.tick() == [], seen.done
        ends = is_deleted(home, name, points, uploads=uploads)
        assert ends or (then == "tick" and most < 2 and is_whole(home, name, points)), seen.done
    assert is_whole(home, stays, points)


@pytest.mark.parametrize("uploads", [False, True], ids=["the upload stays", "with the upload"])
def test_where_the_index_does_not_answer_all_is_as_it_was(
    home: Home, sensor: SensorHarness, uploads: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object) -> None:
        raise ConnectionError("the server does not answer")

    name, _ = whole_videos(home, sensor, 2)
    with monkeypatch.context() as patch:
        patch.setattr(factory, "remove_points", silent)
        with pytest.raises(ConnectionError):
            forget_videos(home.instance, home.library, [name], uploads=uploads)
    assert is_whole(home, name, {name})
    assert home.library.store.read_record(name, ForgottenRecord) is None
    assert sensor.settle() == []
    assert is_whole(home, name, {name})


def test_the_command_deletes_as_the_search_package_does(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, bool]] = []

    def note(*given: object, upload: bool, actor: object) -> None:
        calls.append((str(given[-1]), upload))

    monkeypatch.setattr(delete, "delete_video", note)
    name = indexed_video(home, "team/a.mp4")
    outcome = CliRunner().invoke(app, ["forget", name, "--uploads"])
    assert (outcome.exit_code, calls) == (0, [(name, True)])
    assert outcome.output.startswith(f"forgotten: {name} (1 points, ")


def test_a_deletion_that_cannot_be_finished_is_a_warning_and_stops_no_other_work(
    home: Home, sensor: SensorHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError("the disk is read-only")

    name, *_ = whole_videos(home, sensor, 3)
    points = {name}
    with library_effects(home, points, stop_after=3):
        forget_videos(home.instance, home.library, [name], uploads=True)
    with monkeypatch.context() as patch:
        patch.setattr(FolderBucket, "delete", denied)
        film = upload_file(home, "team/new.mp4")
        result = reconcile(home.instance, home.library, read_cursor(sensor.cursor), now=time.time())
    assert [row.video_id for row in result.due] == [film]
    assert result.warnings == (
        f"the deletion of {name} is not finished, and tried again at the next tick: the disk is read-only",
    )
    assert name not in home.instance.get_dynamic_partitions(VIDEOS)
    sensor.settle()
    assert is_deleted(home, name, set(), uploads=True)
