"""The columns of an export: what readers rely on does not change without notice."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.support.session.checkout import CHECKOUT
from vindex_search.export.card import data_card
from vindex_search.export.columns import COLUMNS, schema_of
from vindex_search.export.table_names import MOMENTS, ROWS, TABLES

PINNED: Final = {
    "videos": "video_id:String workspace:String title:String object_key:String version:String bytes:Int64 "
    "status:String uploaded_at:String tags:List(String) duration_s:Float64 width:Int32 height:Int32 language:String "
    "play_url:String media_url:String",
    "passages": "id:String video_id:String workspace:String start_s:Float64 end_s:Float64 text:String language:String "
    "speaker:String version:String model:String play_url:String",
    "screen_text": "video_id:String workspace:String start_s:Float64 end_s:Float64 frame_index:Int64 text:String "
    "confidence:Float64 box:List(Float64) play_url:String",
    "frames": "video_id:String workspace:String start_s:Float64 end_s:Float64 frame_index:Int64 shot:Int32 width:Int32 "
    "height:Int32 phash:UInt64 frame_url:String",
    "vectors": "id:String video_id:String workspace:String start_s:Float64 end_s:Float64 channel:String space:String "
    "vector:List(Float32) version:String model:String",
    "moments": "query:String rank:Int32 video_id:String workspace:String title:String start_s:Float64 end_s:Float64 "
    "score:Float64 confidence:Float64 channels:List(String) text:String play_url:String",
}
DOCUMENT: Final = Path(CHECKOUT) / "docs" / "export.md"


def test_every_table_has_columns_and_a_sentence_on_its_rows() -> None:
    assert list(COLUMNS) == list(ROWS) == [*TABLES, MOMENTS]


@pytest.mark.parametrize("table", PINNED)
def test_the_schema_is_pinned(table: str) -> None:
    assert " ".join(f"{name}:{dtype}" for name, dtype in schema_of(table).items()) == PINNED[table]


def test_the_document_has_the_tables_of_the_card() -> None:
    _, tables = data_card(dict.fromkeys([*TABLES, MOMENTS], 1)).split("## videos", 1)
    assert f"## videos{tables}" in DOCUMENT.read_text(encoding="utf-8")
