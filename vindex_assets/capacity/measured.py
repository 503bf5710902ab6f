"""What was measured: work, bytes and points of an hour of video, requests to S3, and the size of an index.

`measured.json` beside this file is written by `python -m benchmarks.capacity`. A library's own figures can take its
place: everything below works on `Measured` alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

TABLE: Final = Path(__file__).with_name("measured.json")
PROFILES: Final = ("talk", "film")

Requests = Mapping[str, float]  # by kind: list, get, head, put, delete


@dataclass(frozen=True, slots=True)
class StepSeconds:
    """Processor seconds of a step: of each run, of each video in it, and of each hour of video."""

    a_run: float
    a_video: float
    an_hour: float


@dataclass(frozen=True, slots=True)
class ProfileFigures:
    """An hour of video of a profile.

    Attributes:
        steps: What each step costs; `run` is everything outside the steps.
        bytes_an_hour: Bytes in the store by part.
        points_an_hour: Points of the index by channel.
        frames_an_hour: Frames that are kept.
        cpu_s_a_second: Processor seconds to a second of video in each of the runs that were measured.
    """

    steps: Mapping[str, StepSeconds]
    bytes_an_hour: Mapping[str, float]
    points_an_hour: Mapping[str, float]
    frames_an_hour: float
    cpu_s_a_second: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class IndexFigures:
    """Bytes of an index of so many text vectors: on the disk by part, and in memory of the process that answers."""

    points: int
    dim: int
    disk: Mapping[str, int]
    memory: int


@dataclass(frozen=True, slots=True)
class Measured:
    """All figures.

    Attributes:
        profiles: An hour of video, by profile.
        subtitles_cpu_s_a_video: Processor seconds of the transcript of a video with subtitles.
        requests: To S3, by what causes them.
        index: Sizes of indexes that were built; none where that part was not measured.
        measured_on: Of each part of the table the machine, the commit, the time and the load.
    """

    profiles: Mapping[str, ProfileFigures]
    subtitles_cpu_s_a_video: float
    requests: Mapping[str, Requests]
    index: tuple[IndexFigures, ...]
    measured_on: Mapping[str, Mapping[str, Any]]


@cache
def read_measured(path: Path = TABLE) -> Measured:
    """The figures of a file."""
    table = json.loads(path.read_text(encoding="utf-8"))
    figures = {name: part["figures"] for name, part in table.items()}
    return Measured(
        profiles={name: _profile(figures[name]) for name in PROFILES},
        subtitles_cpu_s_a_video=figures["subtitles"]["cpu_s_a_video"],
        requests=figures["requests"],
        index=tuple(IndexFigures(**one) for one in figures.get("index", {}).values()),
        measured_on={name: part["measured_on"] for name, part in table.items()},
    )


def _profile(figures: Mapping[str, Any]) -> ProfileFigures:
    return ProfileFigures(
        steps={name: StepSeconds(**cost) for name, cost in figures["steps"].items()},
        bytes_an_hour=figures["bytes_an_hour"],
        points_an_hour=figures["points_an_hour"],
        frames_an_hour=figures["frames_an_hour"],
        cpu_s_a_second=tuple(figures["cpu_s_a_second"]),
    )
