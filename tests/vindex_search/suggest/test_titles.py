"""The names of videos as entries."""

from __future__ import annotations

from tests.support.library.prepared.spoken_library import video_of
from vindex_search.storage.store import Store
from vindex_search.suggest.entries import FileChapter, SuggestionEntry
from vindex_search.suggest.titles import entries_of_videos


def by_text(entries: list[SuggestionEntry]) -> dict[tuple[str, str, str], int]:
    return {(one.kind, one.text, one.workspace): one.videos for one in entries}


def test_titles_and_tags_are_counted_by_workspace(store: Store) -> None:
    videos = [video_of(store, key) for key in ("team/sea/Tide.mp4", "team/Sea/tide.mkv", "other/sea/tide.mp4")]
    assert by_text(entries_of_videos(videos)) == {
        ("title", "Tide", "team"): 2,
        ("tag", "Sea", "team"): 2,
        ("title", "tide", "other"): 1,
        ("tag", "sea", "other"): 1,
    }


def test_a_title_names_its_video_where_it_is_one(store: Store) -> None:
    one, two, three = (video_of(store, key) for key in ("team/a/tide.mp4", "team/b/tide.mp4", "team/moon.mp4"))
    found = {entry.text: entry.video_id for entry in entries_of_videos([one, two, three])}
    assert found == {"tide": None, "moon": three.video_id, "a": None, "b": None}


def test_a_chapter_counts_once_in_a_video_and_begins_where_it_first_does() -> None:
    chapters = [
        FileChapter("team--a-0000000001", "team", "Intro", 90.0),
        FileChapter("team--a-0000000001", "team", "INTRO", 30.0),
        FileChapter("team--b-0000000002", "team", "Outro", 5.0),
        FileChapter("team--c-0000000003", "team", "intro", 0.0),
        FileChapter("team--c-0000000003", "team", "...", 2.0),
    ]
    alone = entries_of_videos([], chapters[:3])
    assert [(one.text, one.videos, one.video_id, one.start_s) for one in alone] == [
        ("INTRO", 1, "team--a-0000000001", 30.0),
        ("Outro", 1, "team--b-0000000002", 5.0),
    ]
    intro = next(one for one in entries_of_videos([], chapters) if one.key == "intro")
    assert (intro.videos, intro.video_id, intro.start_s) == (2, None, None)
