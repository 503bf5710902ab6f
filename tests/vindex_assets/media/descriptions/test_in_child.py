from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from vindex_assets.media.descriptions import child, in_child
from vindex_assets.media.descriptions.in_child import read_in_child
from vindex_assets.media.descriptions.reading import DescribingFile

CRASHING = "crash.json"


def dying_reader(files: list[dict[str, Any]], duration_s: float, progress: child.Progress) -> dict[str, Any]:
    """As the real one, but one file kills it."""
    if any(file["name"] == CRASHING for file in files):
        os.abort()
    return child.read_files(files, duration_s, progress)


def written(tmp_path: Path, name: str, text: str) -> DescribingFile:
    path = tmp_path / name
    path.write_text(text)
    return DescribingFile(name, str(path))


def test_files_are_read_in_their_order(tmp_path: Path) -> None:
    files = [
        written(tmp_path, "talk.json", '{"title": "Own"}'),
        DescribingFile("large.json", fault="it is too large"),
        DescribingFile("gone.json", str(tmp_path / "gone.json")),
        written(tmp_path, "talk.nfo", "<movie><title>Film</title></movie>"),
    ]
    readings = read_in_child(files, duration_s=60.0)
    assert [one.description.title for one in readings] == ["Own", None, None, "Film"]
    assert [note.text for one in readings for note in one.notes] == [
        "large.json cannot be read: it is too large",
        "gone.json cannot be read: it is no longer in the bucket",
    ]


def test_each_format_is_read_in_the_jail(tmp_path: Path) -> None:
    files = [
        written(tmp_path, "talk.yaml", "title: Own\nlanguage: de"),
        written(tmp_path, "talk.nfo", "<movie><title>Film</title></movie>"),
        written(tmp_path, "talk.info.json", '{"title": "Upload", "extractor": "x", "timestamp": 1772375405}'),
    ]
    readings = read_in_child(files, duration_s=60.0)
    assert [(one.description.title, one.notes) for one in readings] == [("Own", ()), ("Film", ()), ("Upload", ())]


def test_a_file_at_which_the_reader_dies_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_child, "read_files", dying_reader)
    files = [written(tmp_path, CRASHING, "{}"), written(tmp_path, "talk.json", '{"title": "Own"}')]
    crashed, own = read_in_child(files, duration_s=60.0)
    assert [note.code for note in crashed.notes] == ["description_unreadable"]
    assert own.description.title == "Own"
