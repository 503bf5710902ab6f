"""Paused workspaces: that the file is there decides, whatever it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from upath import UPath

from vindex_search.contract.runs.control import PausedRecord
from vindex_search.storage.runs.paused import paused_workspaces, read_paused, remove_paused, write_paused

TEAM = PausedRecord("team", at="2026-11-30T12:00:00+00:00", by="ada")


def test_a_workspace_is_paused_until_it_is_resumed(tmp_path: Path) -> None:
    root = UPath(tmp_path)
    assert paused_workspaces(root) == frozenset()
    write_paused(root, TEAM)
    assert paused_workspaces(root) == {"team"}
    assert read_paused(root, "team") == TEAM
    assert read_paused(root, "tea") is None
    for _ in range(2):
        remove_paused(root, "team")
    assert paused_workspaces(root) == frozenset()
    assert read_paused(root, "team") is None


def test_one_whose_record_is_damaged_is_paused_all_the_same(tmp_path: Path) -> None:
    write_paused(UPath(tmp_path), TEAM)
    (tmp_path / "paused" / "team.json").write_text("{")
    assert paused_workspaces(UPath(tmp_path)) == {"team"}
    assert read_paused(UPath(tmp_path), "team") == PausedRecord("team", at="", by="")


def test_foreign_files_pause_nothing(tmp_path: Path) -> None:
    write_paused(UPath(tmp_path), TEAM)
    for name in ("No.json", "a--b.json", "tea", ".tea.json.0a1b2c3d.tmp", "tea.json~"):
        (tmp_path / "paused" / name).touch()
    assert paused_workspaces(UPath(tmp_path)) == {"team"}


@pytest.mark.parametrize("name", ["../team", "", ".", "team/../x", "TEAM", "a" * 42, "team\x00"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is not valid; allowed are a-z"):
        write_paused(UPath(tmp_path), PausedRecord(name, at="", by=""))
    assert list(tmp_path.rglob("*")) == []
