"""leftovers: what killed processes have left is removed when nobody writes it any more, and nothing else."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from vindex_assets.completeness.leftovers import sweep_leftovers
from vindex_search.storage.store import Store

DAY_S = 24 * 3600.0
NOW = 100 * DAY_S


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder of temporary files."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path / "tmp"


def make_folder(folder: Path, *, days: float, file_days: float | None = None) -> Path:
    """A folder with a file, each written some days ago."""
    folder.mkdir()
    (folder / "upload.mp4").touch()
    for path, age in ((folder / "upload.mp4", days if file_days is None else file_days), (folder, days)):
        os.utime(path, (NOW - age * DAY_S, NOW - age * DAY_S))
    return folder


def test_old_scratch_folders_are_removed(scratch: Path, store: Store) -> None:
    make_folder(scratch / "vindex-ab12_x9z", days=4)
    kept = {
        make_folder(scratch / "vindex-ab12_x9a", days=2),
        make_folder(scratch / "vindex-ab12_x9b", days=4, file_days=1),
        make_folder(scratch / "vindex-transcriptions-0", days=9),
        make_folder(scratch / "other-ab12_x9z", days=9),
    }
    sweep_leftovers(store, now=NOW)
    assert set(scratch.iterdir()) == kept


def test_a_link_among_them_is_not_followed(scratch: Path, store: Store, tmp_path: Path) -> None:
    films = make_folder(tmp_path / "films", days=9)
    (scratch / "vindex-ab12_x9z").symlink_to(films)
    sweep_leftovers(store, now=NOW)
    assert (films / "upload.mp4").exists()


def test_old_drafts_of_the_store_are_removed(scratch: Path, store: Store) -> None:
    store.write_library_file("live.json", b"{}")
    draft = Path(str(store.root)) / ".live.json.0123abcd.tmp"
    draft.touch()
    os.utime(draft, (NOW - 2 * DAY_S, NOW - 2 * DAY_S))
    sweep_leftovers(store, now=NOW)
    assert store.read_library_file("live.json") == b"{}"
    assert not draft.exists()
