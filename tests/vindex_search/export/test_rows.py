"""The rows of an export: those of the artefacts, of published videos only, without what is removed meanwhile."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.support.library.prepared.written_library import WrittenLibrary
from tests.support.storage.video_records import register
from vindex_search.contract.artefacts import FRAMES, POINTS, SCREEN_TEXT
from vindex_search.contract.tables import FRAMES_SCHEMA, POINTS_SCHEMA, SCREEN_TEXT_SCHEMA
from vindex_search.export.columns import schema_of
from vindex_search.export.rows import table_rows
from vindex_search.export.table_names import TABLES, TableName
from vindex_search.settings import Settings
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store
from vindex_search.videos.video import all_videos


@pytest.fixture
def library(tmp_path: Path) -> WrittenLibrary:
    return WrittenLibrary(Settings(home=tmp_path))


def rows(store: Store, table: TableName) -> pl.DataFrame:
    made = list(table_rows(store, table, all_videos(store), store.published()))
    return pl.concat([pl.DataFrame(schema=schema_of(table)), *made])


def write(store: Store, video_id: str, artefact: str, schema: pl.Schema, **values: object) -> None:
    row = {**dict.fromkeys(schema), **values}
    store.write_table(video_id, artefact, pl.DataFrame([row], schema=schema), Stamp((), "1"))


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_library_has_no_rows(library: WrittenLibrary, table: TableName) -> None:
    assert rows(library.store, table).is_empty()


def test_passages_are_those_that_searches_find(library: WrittenLibrary) -> None:
    said = library.publish("team/tides.mp4", "The moon pulls.", "The tide turns.")
    library.write("team/unpublished.mp4", ["Not yet."])
    found = rows(library.store, "passages")
    assert found.select("video_id", "text", "start_s").rows() == [
        (said, "The moon pulls.", 0.0),
        (said, "The tide turns.", 10.0),
    ]
    assert found["play_url"][1] == f"/v/{said}?t=10.0"


def test_a_passage_is_without_what_it_repeats_of_the_one_before(library: WrittenLibrary) -> None:
    store = library.store
    video_id = register(store, "team/tides.mp4")
    sentences = [{"at": 0, "start_s": 0.0, "end_s": 1.0}, {"at": 10, "start_s": 5.0, "end_s": 6.0}]
    spoken = {"channel": "speech", "text": "The moon. The tide.", "start_s": 5.0, "sentences": sentences}
    write(store, video_id, POINTS, POINTS_SCHEMA, **spoken)
    store.publish(video_id, Stamp((), "1").fingerprint, 1)
    assert rows(store, "passages")["text"].to_list() == ["The tide."]


def test_vectors_are_of_unit_length_and_name_their_space(library: WrittenLibrary) -> None:
    library.publish("team/tides.mp4", "The moon pulls.")
    (found,) = rows(library.store, "vectors").iter_rows(named=True)
    assert (found["space"], found["channel"], found["model"]) == ("text", "speech", "test/model@1")
    assert sum(value * value for value in found["vector"]) == pytest.approx(1.0, abs=1e-5)


def test_screen_text_and_frames_name_their_video_and_the_frame(library: WrittenLibrary) -> None:
    store = library.store
    video_id = register(store, "team/slides.mp4")
    line = {"frame_index": 7, "start_s": 1.0, "end_s": 2.0, "text": "Tides", "box": [0.1, 0.2, 0.3, 0.4]}
    write(store, video_id, SCREEN_TEXT, SCREEN_TEXT_SCHEMA, **line)
    write(store, video_id, FRAMES, FRAMES_SCHEMA, frame_index=7, start_s=1.0, end_s=2.0, phash=2**63, jpeg=b"x")
    (written,), (frame,) = (rows(store, table).rows(named=True) for table in ("screen_text", "frames"))
    assert (written["video_id"], written["text"], written["box"]) == (video_id, "Tides", [0.1, 0.2, 0.3, 0.4])
    assert written["frame_index"] == frame["frame_index"]
    assert (frame["phash"], frame["frame_url"]) == (2**63, f"/v1/videos/{video_id}/thumbnail?t=1.0")


def test_a_video_has_its_row_whatever_its_status(library: WrittenLibrary) -> None:
    library.publish("team/sea/tides.mp4", "The moon pulls.")
    register(library.store, "team/waiting.mp4")
    found = rows(library.store, "videos").select("title", "status", "tags", "duration_s").rows()
    assert sorted(found) == [("tides", "indexed", ["sea"], 10.0), ("waiting", "waiting", [], None)]


def test_a_video_that_is_removed_while_it_is_read_is_left_out(library: WrittenLibrary) -> None:
    store = library.store
    gone, kept = library.publish("team/a.mp4", "Gone."), library.publish("team/b.mp4", "Kept.")
    videos, published = list(all_videos(store)), store.published()
    store.remove_video(gone)
    (found,) = table_rows(store, "passages", videos, published)
    assert found["video_id"].to_list() == [kept]
