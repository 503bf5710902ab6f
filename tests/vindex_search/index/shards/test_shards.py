"""The active shard of a collection, and the removal of all others."""

from __future__ import annotations

from pathlib import Path

import pytest

from vindex_search.index.shards import Shard, active_shard, remove_other_shards, set_active_shard


def test_the_default_shard_has_the_name_of_the_collection(tmp_path: Path) -> None:
    assert active_shard(tmp_path, "vindex-a") == Shard("vindex-a")
    set_active_shard(tmp_path, "vindex-a", Shard("vindex-a.1f", graph_points=7))
    assert active_shard(tmp_path, "vindex-a") == Shard("vindex-a.1f", graph_points=7)
    assert active_shard(tmp_path, "vindex-b") == Shard("vindex-b")


def test_other_shards_are_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in ("vindex-a", "vindex-a.1f", "vindex-b", "notes"):
        (tmp_path / name).mkdir()
    (tmp_path / "owner.lock").touch()
    set_active_shard(tmp_path, "vindex-a", Shard("vindex-a.1f"))
    set_active_shard(tmp_path, "vindex-b", Shard("vindex-b"))
    remove_other_shards(tmp_path, "vindex-a")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("notes", "owner.lock", "vindex-a.1f", "vindex-a.current.json")
    ]


def test_a_pointer_is_replaced_and_never_written_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_active_shard(tmp_path, "vindex-a", Shard("vindex-a.1f"))
    write_text = Path.write_text

    def watched(path: Path, text: str, encoding: str) -> int:
        assert active_shard(tmp_path, "vindex-a") == Shard("vindex-a.1f")
        written = write_text(path, text, encoding)
        assert active_shard(tmp_path, "vindex-a") == Shard("vindex-a.1f"), "until it is whole"
        return written

    monkeypatch.setattr(Path, "write_text", watched)
    set_active_shard(tmp_path, "vindex-a", Shard("vindex-a.2f", graph_points=3))
    assert active_shard(tmp_path, "vindex-a") == Shard("vindex-a.2f", graph_points=3)
    assert [path.name for path in tmp_path.iterdir()] == ["vindex-a.current.json"], "no draft is left"
    remove_other_shards(tmp_path, "vindex-a")
    assert active_shard(tmp_path, "vindex-a") == Shard("vindex-a.2f", graph_points=3)


def test_a_file_that_is_no_shard_and_a_collection_without_pointer_stay(tmp_path: Path) -> None:
    for name in ("vindex-a", "vindex-b"):
        (tmp_path / name).mkdir()
    (tmp_path / "vindex-notes").touch()
    remove_other_shards(tmp_path, "vindex-a")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["vindex-a", "vindex-notes"]
