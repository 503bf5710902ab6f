"""forget: what is not wanted is found no more, and does not come back by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.films import left_alone
from tests.homes import Home
from vindex_assets.forget import Removed, forget_videos, of_workspace
from vindex_assets.ingest import run_due
from vindex_assets.partitions import VIDEOS
from vindex_assets.snapshot import SNAPSHOT, Snapshot
from vindex_search.contract import UPLOAD
from vindex_search.finding import Question
from vindex_search.service import SearchService


def quiet(*_: object) -> None:
    """Nobody watches."""


@pytest.fixture
def films(home: Home) -> dict[str, str]:
    """Ids by key: two films of a team and one of another."""
    keys = {"team/tides.mp4": "The tide turns.", "team/locks.mp4": "The lock opens.", "other/bread.mp4": "Bread rises."}
    made = {key: home.film(key, text) for key, text in keys.items()}
    run_due(home.instance, home.library, started=quiet)
    return made


def found(home: Home, query: str) -> set[str]:
    service = SearchService(home.library.settings)
    service.take_index()
    try:
        service.load(follow=False)
        return {moment.video.video_id for moment in service.search(Question(query), limit=10).moments}
    finally:
        service.close()


@pytest.mark.parametrize("uploads", [False, True], ids=["the upload stays", "with the upload"])
def test_a_forgotten_video_is_found_no_more_and_does_not_come_back(
    uploads: bool, home: Home, films: dict[str, str]
) -> None:
    tides = films["team/tides.mp4"]
    assert tides in found(home, "the tide")
    gone = forget_videos(home.instance, home.library, [tides], uploads=uploads)
    assert [one.video_id for one in gone] == [tides]
    assert tides not in found(home, "the tide")
    assert run_due(home.instance, home.library, started=quiet) == []
    assert tides not in home.instance.get_dynamic_partitions(VIDEOS)
    assert home.library.store.read_record(tides, UPLOAD) is None
    assert (home.uploads / "team/tides.mp4").exists() != uploads
    assert (home.uploads / "team/tides.vtt").exists() != uploads
    assert films["team/locks.mp4"] in found(home, "the lock")


def test_a_new_version_of_a_forgotten_video_is_a_new_wish(home: Home, films: dict[str, str]) -> None:
    tides = films["team/tides.mp4"]
    forget_videos(home.instance, home.library, [tides], uploads=False)
    left_alone(home.uploads / "team/tides.mp4")
    assert [video.video_id for video in run_due(home.instance, home.library, started=quiet)] == [tides]
    assert tides in found(home, "the tide")


def test_a_workspace_is_forgotten_and_no_other(home: Home, films: dict[str, str]) -> None:
    gone = forget_videos(home.instance, home.library, of_workspace(home.library, "team"), uploads=True)
    assert sorted(one.video_id for one in gone) == sorted(films[key] for key in films if key.startswith("team/"))
    assert of_workspace(home.library, "team") == []
    assert found(home, "bread, tide or lock") == {films["other/bread.mp4"]}


def test_of_a_workspace_the_uploads_of_what_was_forgotten_before_go_too(home: Home, films: dict[str, str]) -> None:
    forget_videos(home.instance, home.library, [films["team/tides.mp4"]], uploads=False)
    gone = forget_videos(home.instance, home.library, of_workspace(home.library, "team"), uploads=True)
    assert sorted(one.video_id for one in gone) == sorted(films[key] for key in films if key.startswith("team/"))
    assert list((home.uploads / "team").iterdir()) == []
    assert set(home.library.store.video_ids()) == {films["other/bread.mp4"]}


def test_nothing_of_it_is_left_on_the_disk(home: Home, films: dict[str, str]) -> None:
    tides = films["team/tides.mp4"]
    forget_videos(home.instance, home.library, [tides], uploads=True)
    found(home, "anything")
    run_due(home.instance, home.library, started=quiet)
    left = [path for path in Path(home.path).rglob("*") if tides in str(path) and "dagster" not in str(path)]
    assert left == []
    assert home.library.store.read_shared_bytes(SNAPSHOT) is not None
    assert tides not in Snapshot.load(home.library.store).video_ids()


def test_what_was_removed_is_reported(home: Home, films: dict[str, str]) -> None:
    store, tides = home.library.store, films["team/tides.mp4"]
    files = [path for path in Path(str(store.folder(tides))).rglob("*") if path.is_file()]
    points = store.published()[tides][1]
    bytes_ = sum(path.stat().st_size for path in files)
    keys = ("team/tides.mp4", "team/tides.vtt")
    gone = forget_videos(home.instance, home.library, [tides], uploads=True)
    assert gone == [Removed(tides, points, len(files), bytes_, keys)]
    assert str(gone[0]) == f"{tides} ({points} points, {len(files)} files of {bytes_} bytes, {', '.join(keys)})"
    assert points > 0


def test_an_unknown_id_is_named_and_nothing_is_removed(home: Home, films: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="'everything' is no video id"):
        forget_videos(home.instance, home.library, [films["team/tides.mp4"], "everything"], uploads=True)
    with pytest.raises(ValueError, match="there is no video team--gone-0000000000"):
        forget_videos(home.instance, home.library, ["team--gone-0000000000"], uploads=True)
    assert set(home.library.store.video_ids()) == set(films.values())
