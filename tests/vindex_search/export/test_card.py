"""The card of a data set: its head is YAML that names each table with rows, and its files."""

from __future__ import annotations

import yaml

from vindex_search.export.card import data_card


def test_the_head_names_the_tables_and_their_files() -> None:
    _, head, _ = data_card({"videos": 1, "passages": 0, "frames": 2}).split("---\n", 2)
    assert yaml.safe_load(head)["configs"] == [
        {"config_name": "videos", "data_files": "videos/*.parquet"},
        {"config_name": "frames", "data_files": "frames/*.parquet"},
    ]


def test_a_card_without_any_rows_names_no_files() -> None:
    _, head, _ = data_card({"videos": 0}).split("---\n", 2)
    assert "configs" not in yaml.safe_load(head)


def test_each_column_of_a_table_is_explained() -> None:
    card = data_card({"frames": 1})
    assert "| `phash` | uint64 | Perceptual hash: alike pictures differ in few bits. |" in card
    assert "## videos" not in card
