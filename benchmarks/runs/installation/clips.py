"""Clips of half a minute with speech and slides, cut from a lecture; no two have the same bytes."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

LECTURE: Final = "video/derived_lecture_dev.mp4"
CLIP_S: Final = 30
STARTS_S: Final = (0, 32, 64)
SHIFT_S: Final = 0.7  # of a round's clips against those of the round before


def cut_clips(media: Path, folder: Path, round_: int) -> list[Path]:
    """Cut three clips for a round."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _cut(media / LECTURE, folder / f"clip-{round_}-{start}.mp4", start + SHIFT_S * round_) for start in STARTS_S
    ]


def _cut(film: Path, clip: Path, start_s: float) -> Path:
    """Cut one, encoded anew so that it begins where it is cut."""
    part = ["-ss", f"{start_s:.1f}", "-t", str(CLIP_S), "-i", str(film)]
    codecs = ["-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac"]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *part, *codecs, str(clip)], check=True)
    return clip
