"""To which videos a file beside them may belong, by its name."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from vindex_search.common.subtitle_names import stem_of, video_stems
from vindex_search.contract.media_types import is_describing

INFO: Final = ".info"  # yt-dlp's `talk.info.json` belongs to `talk.mp4`


def sidecar_stems(sidecar: str) -> set[str]:
    """Stems of the videos that a subtitle file or a describing file may belong to.

    A describing file is named exactly like its video: JSON lies beside films for many other reasons.
    """
    if not is_describing(sidecar):
        return video_stems(sidecar)
    stem = stem_of(sidecar)
    is_info = PurePosixPath(stem).suffix.lower() == INFO
    return {stem, stem[: -len(INFO)]} if is_info else {stem}
