"""Films for the ingest: a lecture of some minutes, and cuts of half a minute, none of them like another."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

LECTURE: Final = "derived_lecture_dev.mp4"  # 97 s of speech over slides
# What the short films are cut from, in turns: slides and speech, an animation, and what has little or nothing to hear.
SOURCES: Final = (LECTURE, "bbb_0_30_vp8.webm", LECTURE, "simpl_palms_vp8.webm", LECTURE, "intel_car-detection.mp4")
STEP_S: Final = 7.3  # between the beginnings of two cuts of one film
ENCODING: Final = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p", "-c:a", "aac")
BACKDATED_S: Final = 60.0  # since a film was written: one that is new is waited for, as it may still grow


def make_lecture(media: Path, out: Path, *, seconds: float) -> Path:
    """A lecture without subtitles, out of another one in a loop: every slide and sentence comes back, in another place.

    The second and further times the picture is brighter and the sound is faster by some percent, so that nothing can be
    taken from what was worked out before.
    """
    drift = (
        "[0:v]eq=brightness='0.02*floor(t/97)':eval=frame[v];"  # 97 s: the length of the lecture
        "[0:a]atempo=1.01[a]"
    )
    filters = ("-filter_complex", drift, "-map", "[v]", "-map", "[a]", "-sn")
    return _encode(media / LECTURE, out, *filters, seconds=seconds, start_s=0.0)


def make_cuts(media: Path, folder: Path, *, count: int, seconds: float) -> list[Path]:
    """So many cuts, each from another place of one of the sources."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_make_cut(media, folder / f"cut-{number:03}.mp4", number, seconds) for number in range(count)]


def _make_cut(media: Path, out: Path, number: int, seconds: float) -> Path:
    source = media / SOURCES[number % len(SOURCES)]
    start_s = STEP_S * (number // 2)
    return _encode(source, out, "-map", "0:v:0", "-map", "0:a:0?", "-sn", seconds=seconds, start_s=start_s)


def _encode(source: Path, out: Path, *arguments: str, seconds: float, start_s: float) -> Path:
    given: Sequence[str] = ("-v", "error", "-y", "-stream_loop", "-1", "-i", str(source), *arguments)
    until = ("-ss", f"{start_s:.2f}", "-t", f"{seconds:g}")
    subprocess.run(["ffmpeg", *given, *until, *ENCODING, str(out)], check=True)
    written = time.time() - BACKDATED_S
    os.utime(out, (written, written))
    return out
