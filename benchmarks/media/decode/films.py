"""The videos that decoders are measured on: a real clip with two GOP lengths."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).resolve().parents[4] / "shared" / "media" / "video" / "bbb_0_30_vp8.webm"
SECONDS: Final = 60
FPS: Final = 30


@dataclass(frozen=True, slots=True)
class Film:
    """A video of one minute in H.264: height in pixels, GOP length in frames."""

    height: int
    gop: int

    @property
    def name(self) -> str:
        """Name in the tables."""
        return f"{self.height}p, GOP {self.gop}"


FILMS: Final = (Film(720, 30), Film(720, 250))
SMALL: Final = Film(360, 250)  # for hours: what grows with them is the number of packets, not their size
ENCODING: Final = ("-c:v", "libx264", "-preset", "medium", "-crf", "23", "-sc_threshold", "0")


def encode_film(film: Film, folder: Path) -> Path:
    """Encode a video; returns its file."""
    target = folder / f"{film.height}p-gop-{film.gop}.mp4"
    looped = ["-stream_loop", "-1", "-i", str(SOURCE), "-an", "-t", str(SECONDS)]
    shape = ["-vf", f"scale=-2:{film.height},fps={FPS}", "-g", str(film.gop), "-keyint_min", str(film.gop)]
    _run_ffmpeg(*looped, *shape, *ENCODING, str(target))
    return target


def loop_film(film: Path, minutes: int) -> Path:
    """The same packets repeated for so many minutes."""
    target = film.with_stem(f"{film.stem}-{minutes}-min")
    _run_ffmpeg("-stream_loop", str(minutes - 1), "-i", str(film), "-c", "copy", str(target))
    return target


def _run_ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments], check=True)
