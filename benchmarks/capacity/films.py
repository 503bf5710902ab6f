"""The films of two profiles, short and long: a lecture, and moving pictures with cuts."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# `../shared/media/video`: who speaks and shows slides, and what moves, has cuts, music and some speech.
TALK: Final = ("derived_lecture_dev.mp4",)
MOVING: Final = (
    "elf.mp4",
    "frog.mp4",
    "chaplin.mp4",
    "simpl_palms_vp8.webm",
    "exo_vfr_london_360p.mp4",
    "bbb_0_30_vp8.webm",
)
LONG: Final = 2  # times the short film
SHAPE: Final = "scale=1280:720:force_original_aspect_ratio=decrease,pad=1280:720:(ow-iw)/2:(oh-ih)/2,setsar=1,fps=25"
ENCODING: Final = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-c:a", "aac", "-ac", "1", "-ar", "44100")


@dataclass(frozen=True, slots=True)
class Film:
    """A film on the disk, and how long it is."""

    path: Path
    seconds: float


def make_film(name: str, sources: Sequence[Path], times: int, folder: Path) -> Film:
    """The sources one after the other, so many times, as one film of 720p; the name makes its bytes its own."""
    path = folder / f"{name}.mp4"
    inputs = [*sources] * times
    chains = "".join(
        f"[{n}:v:0]{SHAPE}[v{n}];[{n}:a:0]aresample=44100,aformat=channel_layouts=mono[a{n}];"
        for n in range(len(inputs))
    )
    joined = "".join(f"[v{n}][a{n}]" for n in range(len(inputs)))
    graph = f"{chains}{joined}concat=n={len(inputs)}:v=1:a=1[v][a]"
    output = ("-filter_complex", graph, "-map", "[v]", "-map", "[a]", *ENCODING, "-metadata", f"title={name}")
    _run(["ffmpeg", "-v", "error", "-y", *_inputs(inputs), *output, str(path)])
    return Film(path, _seconds(path))


def cut_film(path: Path, seconds: float, folder: Path) -> Film:
    """The beginning of a film."""
    cut = folder / f"{path.stem}-cut.mp4"
    _run(["ffmpeg", "-v", "error", "-y", "-i", str(path), "-t", f"{seconds}", *ENCODING, "-sn", str(cut)])
    return Film(cut, _seconds(cut))


def copy_film(film: Film, name: str) -> Film:
    """The same film beside it, with bytes of its own: equal bytes would be recognised."""
    path = film.path.with_name(f"{name}.mp4")
    _run(["ffmpeg", "-v", "error", "-y", "-i", str(film.path), "-c", "copy", "-metadata", f"title={name}", str(path)])
    return Film(path, film.seconds)


def _inputs(paths: Iterable[Path]) -> list[str]:
    return [argument for path in paths for argument in ("-i", str(path))]


def _seconds(path: Path) -> float:
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True)
