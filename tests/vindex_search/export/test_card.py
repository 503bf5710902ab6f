"""The card of a data set: its head is YAML that names each table and its files."""

from __future__ import annotations

import yaml

from vindex_search.export.card import data_card


def test_the_head_names_the_tables_and_their_files() -> None:
    _, head, _ = data_card(["videos", "frames"]).split("---\n", 2)
    assert yaml.safe_load(head)["configs"] == [
        {"config_name": "videos", "data_files": "videos/*.parquet"},
        {"config_name": "frames", "data_files": "frames/*.parquet"},
    ]


def test_each_column_of_a_table_is_explained() -> None:
    card = data_card(["frames"])
    assert "| `phash` | uint64 | Perceptual hash: alike pictures differ in few bits. |" in card
    assert "## videos" not in card
