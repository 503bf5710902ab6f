"""A real library of the offline model set that commit c194caa made: uploads, store, sensor cursor and an API key.

It has a video with subtitles and sound, a second one with the same bytes, one that failed and one that was deleted from
the library while its upload stayed; `made_by.txt` is the program that made it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

ARCHIVE: Final = Path(__file__).parent / "library.tar.xz"
TALK: Final = "team--groe-468357138a"  # team/talks/Größe.mp4
COPY: Final = "other--copy-f5fdcb21af"  # other/copy.mp4, the same bytes
BROKEN: Final = "team--broken-0388867655"
DELETED: Final = "team--gone-ef78b4ce42"


def unpack_library(folder: Path) -> Path:
    """Unpack the library into a folder, with the files' modification times; returns the folder."""
    shutil.unpack_archive(ARCHIVE, folder, filter="data")
    return folder
