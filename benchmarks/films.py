"""The films that decoders are measured on: made of a real clip, in two sizes and with two lengths of groups."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).resolve().parents[2] / "shared" / "media" / "video" / "bbb_0_30_vp8.webm"
SECONDS: Final = 60
FPS: Final = 30
HOURS_OF_LONG: Final = 2


@dataclass(frozen=True, slots=True)
class Film:
    """A film of a minute: height in pixels, frames from one key frame to the next, FFmpeg's encoder."""

    height: int
    gop: int
    encoder: str = "libx264"

    @property
    def name(self) -> str:
        """As it is shown."""
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


def made(film: Film, folder: Path) -> Path:
    """The file of a film, encoded on first use."""
    suffix, *options = ENCODING[film.encoder]
    target = folder / f"{film.name.replace(' ', '-').lower()}.{suffix}"
    if not target.exists():
        looped = ["-stream_loop", "-1", "-i", str(SOURCE), "-an", "-t", str(SECONDS)]
        shape = ["-vf", f"scale=-2:{film.height},fps={FPS}", "-g", str(film.gop), "-keyint_min", str(film.gop)]
        _ffmpeg(*looped, *shape, "-c:v", film.encoder, *options, target=target)
    return target


def lengthened(film: Path, *, hours: int = HOURS_OF_LONG) -> Path:
    """The same packets over and over, for so many hours."""
    target = film.with_stem(f"{film.stem}-{hours}h")
    if not target.exists():
        _ffmpeg("-stream_loop", str(hours * 3600 // SECONDS - 1), "-i", str(film), "-c", "copy", target=target)
    return target


def _ffmpeg(*arguments: str, target: Path) -> None:
    draft = target.with_stem(f"{target.stem}.draft")
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments, str(draft)], check=True)
    draft.rename(target)
