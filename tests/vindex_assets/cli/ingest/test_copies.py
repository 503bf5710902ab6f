from __future__ import annotations

import os
from pathlib import Path

from tests.support.library.home import Home
from vindex_assets.cli.ingest import copy_uploads, select_files


def test_uploaded_files_are_copied_again_only_when_they_changed(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("a.mp4", "a.en.vtt", "deep/b.MKV"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")

    def copied() -> int:
        return copy_uploads(home.library, select_files(home.library.bucket, [folder], workspace="team").copies)

    assert copied() == 3
    assert copied() == 0
    os.utime(folder / "a.mp4", (1, 1))
    assert copied() == 1
    before = home.library.bucket.stat("team/a.mp4")
    assert copied() == 0
    assert home.library.bucket.stat("team/a.mp4") == before
