from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.alerts.growing_library import EVERYWHERE, OVENS, GrowingLibrary, growing_library
from vindex_search.alerts.delivery.entry import Entry, list_entries, read_entry
from vindex_search.alerts.search_store import change_search
from vindex_search.alerts.watch.watcher import AlertWatcher


@pytest.fixture
def library(tmp_path: Path) -> Iterator[GrowingLibrary]:
    with growing_library(tmp_path) as made:
        yield made


def told(library: GrowingLibrary, search: str) -> list[Entry]:
    found = (read_entry(library.store, search, name) for name in list_entries(library.store, search))
    return [entry for entry in found if entry]


def test_a_new_video_with_the_subject_is_told(library: GrowingLibrary) -> None:
    search = library.save("zeppelin over the ocean")
    video = library.publish("team/airships.mp4", *OVENS)
    library.watch()
    (entry,) = told(library, search.id)
    assert entry.video_id == video
    assert [(moment.start_s, moment.end_s) for moment in entry.batch.moments] == [(10.0, 20.0)]


def test_a_new_video_without_the_subject_is_not_told(library: GrowingLibrary) -> None:
    search = library.save("zeppelin over the ocean")
    library.publish("team/more.mp4", "The bus leaves at nine.", "Tickets cost five euros.")
    assert library.watch() == 1
    assert told(library, search.id) == []


def test_what_was_published_before_it_was_saved_is_not_told(library: GrowingLibrary) -> None:
    library.publish("team/airships.mp4", *OVENS)
    search = library.save("zeppelin over the ocean")
    library.watch()
    assert told(library, search.id) == []


def test_a_video_that_is_made_again_is_told_once(library: GrowingLibrary) -> None:
    search = library.save("zeppelin over the ocean")
    library.publish("team/airships.mp4", *OVENS)
    library.watch()
    library.publish("team/airships.mp4", *OVENS, code="2")
    assert library.watch() == 1
    assert len(told(library, search.id)) == 1


def test_a_changed_video_tells_what_is_new_in_it(library: GrowingLibrary) -> None:
    search = library.save("zeppelin over the ocean")
    library.publish("team/airships.mp4", "Welcome back to the bakery.", "Nothing else today.")
    library.watch()
    library.publish("team/airships.mp4", *OVENS, code="2")
    library.watch()
    assert len(told(library, search.id)) == 1


def test_a_phrase_is_told_where_it_is_said(library: GrowingLibrary) -> None:
    search = library.save('"crossed the ocean"')
    library.publish("team/airships.mp4", *OVENS)
    library.watch()
    assert len(told(library, search.id)) == 1


def test_another_workspace_is_not_told(library: GrowingLibrary) -> None:
    search = library.save("zeppelin over the ocean", where=replace(EVERYWHERE, workspaces=("tea",)))
    library.publish("team/airships.mp4", *OVENS)
    library.watch()
    assert told(library, search.id) == []


def test_a_search_that_is_turned_off_is_not_told(library: GrowingLibrary) -> None:
    search = library.save("zeppelin over the ocean")
    change_search(library.store, search.id, {"active": False})
    library.publish("team/airships.mp4", *OVENS)
    library.watch()
    assert told(library, search.id) == []


def test_a_second_service_compares_nothing_while_the_first_has_the_lease(library: GrowingLibrary) -> None:
    library.save("zeppelin over the ocean")
    library.watch()
    library.publish("team/airships.mp4", *OVENS)
    assert AlertWatcher(library.service).watch_once() == 0


def test_a_deleted_video_takes_what_was_told_with_it(library: GrowingLibrary) -> None:
    search = library.save("zeppelin over the ocean")
    video = library.publish("team/airships.mp4", *OVENS)
    library.watch()
    library.store.remove_video(video)
    assert list_entries(library.store, search.id) == []
    left = [path for path in Path(str(library.store.root / "alerts")).rglob("*") if video in path.name]
    assert left == []


def test_a_deleted_video_that_comes_back_is_told_again(library: GrowingLibrary) -> None:
    search = library.save("zeppelin over the ocean")
    video = library.publish("team/airships.mp4", *OVENS)
    library.watch()
    library.store.remove_video(video)
    library.publish("team/airships.mp4", *OVENS)
    library.watch()
    assert len(told(library, search.id)) == 1
