"""The videos that decoders are measured on: a real clip in two sizes and with two GOP lengths."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).resolve().parents[3] / "shared" / "media" / "video" / "bbb_0_30_vp8.webm"
SECONDS: Final = 60
FPS: Final = 30
LONG_HOURS: Final = 2


@dataclass(frozen=True, slots=True)
class Film:
    """A video of one minute: height in pixels, GOP length in frames, FFmpeg's encoder."""

    height: int
    gop: int
    encoder: str = "libx264"

    @property
    def name(self) -> str:
        """Name in the tables."""
        codec = self.encoder.removeprefix("lib")
        return f"{self.height}p GOP {self.gop}" + ("" if codec == "x264" else f" {codec}")


FILMS: Final = tuple(Film(height, gop) for height in (720, 1080) for gop in (30, 250))
OTHER_CODECS: Final = (Film(720, 250, "libx265"), Film(720, 250, "libvpx"), Film(720, 250, "mpeg4"))
ENCODING: Final = {
    "libx264": ("mp4", "-preset", "medium", "-crf", "23", "-sc_threshold", "0"),
    "libx265": ("mp4", "-preset", "ultrafast", "-x265-params", "log-level=none:scenecut=0"),
    "libvpx": ("webm", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "2M"),
    "mpeg4": ("mp4", "-q:v", "4"),
}


def encode_film(film: Film, folder: Path) -> Path:
    """The file of a video, encoded on first use."""
    suffix, *options = ENCODING[film.encoder]
    target = folder / f"{film.name.replace(' ', '-').lower()}.{suffix}"
    if not target.exists():
        looped = ["-stream_loop", "-1", "-i", str(SOURCE), "-an", "-t", str(SECONDS)]
        shape = ["-vf", f"scale=-2:{film.height},fps={FPS}", "-g", str(film.gop), "-keyint_min", str(film.gop)]
        _run_ffmpeg(*looped, *shape, "-c:v", film.encoder, *options, target=target)
    return target


def loop_film(film: Path, *, hours: int = LONG_HOURS) -> Path:
    """The same packets repeated for so many hours."""
    target = film.with_stem(f"{film.stem}-{hours}h")
    if not target.exists():
        _run_ffmpeg("-stream_loop", str(hours * 3600 // SECONDS - 1), "-i", str(film), "-c", "copy", target=target)
    return target


def _run_ffmpeg(*arguments: str, target: Path) -> None:
    draft = target.with_stem(f"{target.stem}.draft")
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments, str(draft)], check=True)
    draft.rename(target)
