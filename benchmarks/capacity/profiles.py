"""Work, bytes and points of a profile by step: what a run, a video and an hour of video add.

Three runs tell them apart: a short film, a long one, and a batch of short ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.capacity.batch_run import BatchRun, run_batch
from benchmarks.capacity.films import LONG, Film, copy_film, make_film
from benchmarks.capacity.library_home import new_home

BATCH: Final = 3
HOUR_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class ThreeRuns:
    """The runs that tell run, video and hour apart."""

    short: BatchRun
    long: BatchRun
    batch: BatchRun
    short_s: float
    long_s: float

    def costs(self, step: str) -> dict[str, float]:
        """Processor seconds of a step; noise below zero is none."""
        short, long, batch = (run.cpu_s.get(step, 0.0) for run in (self.short, self.long, self.batch))
        a_second = max(0.0, (long - short) / (self.long_s - self.short_s))
        a_video = max(0.0, (batch - short) / (BATCH - 1) - a_second * self.short_s)
        return {
            "a_run": max(0.0, short - a_video - a_second * self.short_s),
            "a_video": a_video,
            "an_hour": a_second * HOUR_S,
        }


def measure_profile(name: str, sources: Sequence[Path], folder: Path) -> dict[str, object]:
    """The table of a profile."""
    folder.mkdir()
    environment = new_home(folder / "library")
    short, long = (make_film(f"{name}-{times}", sources, times, folder) for times in (1, LONG))
    copies = [copy_film(short, f"{name}-copy-{number}") for number in range(BATCH)]
    of_short, of_long, of_batch = (run_batch(_keyed(films), environment) for films in ([short], [long], copies))
    three = ThreeRuns(of_short, of_long, of_batch, short_s=short.seconds, long_s=long.seconds)
    hours = long.seconds / HOUR_S
    [video] = three.long.videos
    video_folder = next((folder / "library" / "home" / "store" / "videos").glob(f"*/{video}"))
    return {
        "steps": {step: three.costs(step) for step in three.long.cpu_s},
        "wall_s_by_cpu_s": sum(three.long.wall_s.values()) / sum(three.long.cpu_s.values()),
        "bytes_an_hour": {part: size / hours for part, size in sorted(_bytes_by_part(video_folder).items())},
        "points_an_hour": {channel: count / hours for channel, count in _points_by_channel(video_folder).items()},
        "frames_an_hour": pl.scan_parquet(video_folder / "frames.parquet").select(pl.len()).collect().item() / hours,
        "cpu_s_a_second": [
            sum(run.cpu_s.values()) / seconds
            for run, seconds in ((three.short, short.seconds), (three.long, long.seconds))
        ],
    }


def measure_subtitles(film: Path, subtitles: Path, folder: Path) -> float:
    """Processor seconds of the step `transcript` where a subtitle file is the transcript."""
    folder.mkdir()
    environment = new_home(folder / "library")
    copy = copy_film(make_film("subtitled", [film], 1, folder), "subtitled-copy")
    workspace = folder / "library" / "home" / "uploads" / "w"
    workspace.mkdir()
    (workspace / f"{copy.path.stem}.en.vtt").write_bytes(subtitles.read_bytes())
    return run_batch(_keyed([copy]), environment).cpu_s["transcript"]


def _keyed(films: Sequence[Film]) -> Mapping[str, Path]:
    return {f"w/{film.path.name}": film.path for film in films}


def _bytes_by_part(folder: Path) -> Counter[str]:
    """Bytes of a video's files by the first part of their names, those of a collection among them; records as one."""
    found: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            found[_part(path.relative_to(folder))] += path.stat().st_size
    return found


def _part(path: Path) -> str:
    if path.suffix == ".json" or "history" in path.parts:
        return "records"
    return "storyboard" if path.name.startswith("storyboard") or "storyboard" in path.parts else path.name


def _points_by_channel(folder: Path) -> dict[str, float]:
    [points] = folder.rglob("points.parquet")
    counts = pl.read_parquet(points, columns=["channel"])["channel"].value_counts()
    return {str(channel): float(count) for channel, count in counts.sort("channel").iter_rows()}
