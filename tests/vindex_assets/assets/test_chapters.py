"""chapters: the first source that has any, titles with their vectors, and what stood in the way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from tests.support.crash.cheap_steps import cheap_steps
from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import indexed_video
from tests.support.library.video_tasks import task_for
from tests.support.storage.video_records import revision_of
from vindex_assets.assets.chapters import describe, make
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import CHAPTERS, SCREEN_TEXT
from vindex_search.contract.chapters import Chapter
from vindex_search.contract.description.record import DescriptionRecord
from vindex_search.contract.description.video_description import VideoDescription
from vindex_search.contract.notes import from_values
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.contract.tables import SCREEN_TEXT_SCHEMA
from vindex_search.storage.stamp import Stamp

STAMP = Stamp((("video", "content"),), "2")
OWN = [{"title": "Mix", "start_s": 0.0, "end_s": 60.0}, {"title": "Bake", "start_s": 60.0, "end_s": 120.0}]
FILE = "WEBVTT\n\n00:05.000 --> 01:00.000\nKneading\n\n01:00.000 --> 02:00.000\nBaking\n"


@pytest.fixture
def task(home: Home) -> VideoTask:
    """The step on a film of two minutes whose file names two chapters."""
    name = indexed_video(home, "team/a.mp4")
    home.library.store.write_record(
        name, VideoRecord.from_manifest({"duration_s": 120.0, "width": 64, "chapters": OWN})
    )
    return task_for(home, "chapters", name, STAMP)


def made(home: Home, task: VideoTask) -> tuple[list[tuple[Any, ...]], dict[str, Any]]:
    """The chapters as (title, start, end), and the note of their stamp."""
    with cheap_steps():
        make(task)
    table = home.library.store.read_table(task.video_id, CHAPTERS)
    stamp = home.library.store.stamp(task.video_id, CHAPTERS)
    assert stamp is not None
    assert table["vector"].dtype == pl.Array(pl.Float32, task.library.models.text.dim)
    return table.select("text", "start_s", "end_s").rows(), dict(stamp.note)


def with_sidecar(home: Home, task: VideoTask, content: str) -> VideoTask:
    """The task once a chapter file lies beside the film."""
    (home.uploads / "team" / "a.chapters.vtt").write_text(content, encoding="utf-8")
    return with_sidecars(home, task, ("team/a.chapters.vtt", "1"))


def with_sidecars(home: Home, task: VideoTask, *sidecars: tuple[str, str]) -> VideoTask:
    """The task once the upload has these sidecars, as pairs of key and version."""
    store = home.library.store
    upload = store.read_record(task.video_id, UploadRecord)
    assert upload is not None
    store.write_record(task.video_id, replace(upload, sidecars=sidecars))
    return replace(task, revision=revision_of(store, task.video_id))


def without_own(task: VideoTask) -> None:
    record = VideoRecord.from_manifest({"duration_s": 120.0, "width": 64})
    task.library.store.write_record(task.video_id, record)


def test_those_of_the_file_are_taken(home: Home, task: VideoTask) -> None:
    rows, note = made(home, task)

    assert rows == [("Mix", 0.0, 60.0), ("Bake", 60.0, 120.0)]
    assert (note["origin"], note["chapters"]) == ("file", 2)


def test_a_chapter_file_goes_before_them(home: Home, task: VideoTask) -> None:
    rows, note = made(home, with_sidecar(home, task, FILE))

    assert rows == [("Kneading", 5.0, 60.0), ("Baking", 60.0, 120.0)]
    assert note["origin"] == "sidecar"


DESCRIBED = DescriptionRecord(
    (("team/a.info.json", "1"),),
    VideoDescription(chapters=(Chapter("Weigh", 0.0, 30.0), Chapter("Shape", 30.0, 120.0))),
)


def test_those_of_a_description_go_before_them(home: Home, task: VideoTask) -> None:
    described = with_sidecars(home, task, *DESCRIBED.sidecars)
    home.library.store.write_record(task.video_id, DESCRIBED)

    rows, note = made(home, described)

    assert rows == [("Weigh", 0.0, 30.0), ("Shape", 30.0, 120.0)]
    assert note["origin"] == "sidecar"


def test_a_chapter_file_goes_before_a_description(home: Home, task: VideoTask) -> None:
    (home.uploads / "team" / "a.chapters.vtt").write_text(FILE, encoding="utf-8")
    both = with_sidecars(home, task, *DESCRIBED.sidecars, ("team/a.chapters.vtt", "1"))
    home.library.store.write_record(task.video_id, replace(DESCRIBED, sidecars=DESCRIBED.sidecars))

    rows, _note = made(home, both)

    assert [title for title, *_ in rows] == ["Kneading", "Baking"]


def test_one_that_cannot_be_read_is_noted_and_passed_over(home: Home, task: VideoTask) -> None:
    rows, note = made(home, with_sidecar(home, task, "nothing of the kind"))

    assert [title for title, *_ in rows] == ["Mix", "Bake"]
    (found,) = from_values(note)
    assert found.code == "subtitles_unreadable"
    assert found.text.startswith("the chapter file a.chapters.vtt cannot be read: ")


def test_slides_make_chapters_where_nobody_named_any(home: Home, task: VideoTask) -> None:
    without_own(task)
    line = {"frame_index": 0, "confidence": 0.9, "box": [0.1, 0.05, 0.6, 0.4]}
    slides = [
        {**line, "start_s": 0.0, "end_s": 55.0, "text": "Proofing\nWait."},
        {**line, "start_s": 55.0, "end_s": 120.0, "text": "Baking\nWait."},
    ]
    home.library.store.write_table(task.video_id, SCREEN_TEXT, pl.DataFrame(slides, schema=SCREEN_TEXT_SCHEMA), STAMP)

    rows, note = made(home, task)

    assert rows == [("Proofing", 0.0, 55.0), ("Baking", 55.0, 120.0)]
    assert note["origin"] == "slides"


def test_a_video_of_one_part_says_why_it_has_none(home: Home, task: VideoTask) -> None:
    without_own(task)

    rows, note = made(home, task)

    assert rows == []
    assert "too short" in note["absent"]
    assert "origin" not in note


def test_dagster_shows_where_they_come_from_and_their_titles(home: Home, task: VideoTask) -> None:
    made(home, task)

    shown = describe(task)

    assert (shown["origin"], shown["chapters"]) == ("file", 2)
