"""The function that reads a chapter file in a child process: WebVTT, or any other format of subtitles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from vindex_assets.media.subtitles.limits import UnreadableSubtitles
from vindex_assets.media.subtitles.read import read_sidecar


def read_chapter_marks(path: str, name: str, _progress: Callable[[float], None]) -> dict[str, Any]:
    """The cues of a chapter file as `marks`, each a title and its start in seconds, or its `fault`.

    Args:
        path: Of the file, on this machine.
        name: By which people know it.
    """
    try:
        cues = read_sidecar(Path(path), name=name).cues
    except UnreadableSubtitles as error:
        return {"marks": [], "fault": str(error)}
    return {"marks": [[cue.text, cue.start_s] for cue in cues], "fault": None}
