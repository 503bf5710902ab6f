"""What was measured: work, bytes and points of an hour of video, requests to S3, and the size of an index.

`measured.json` beside this file is written by `python -m benchmarks.capacity --write`. A library's own figures can take
its place: everything below works on `Measured` alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

TABLE: Final = Path(__file__).with_name("measured.json")

Requests = Mapping[str, float]  # by kind: list, get, head, put, delete


@dataclass(frozen=True, slots=True)
class StepCost:
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

    steps: Mapping[str, StepCost]
    bytes_an_hour: Mapping[str, float]
    points_an_hour: Mapping[str, float]
    frames_an_hour: float
    cpu_s_a_second: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """All figures, and where they come from: machine, commit, time, load."""

    provenance: Mapping[str, Any]
    profiles: Mapping[str, ProfileFigures]
    subtitles_cpu_s_a_video: float
    requests: Mapping[str, Requests]


def read_measured(path: Path = TABLE) -> Measured:
    """The figures of a file."""
    table = json.loads(path.read_text(encoding="utf-8"))
    return Measured(
        provenance=table["provenance"],
        profiles={name: _profile(figures) for name, figures in table["profiles"].items()},
        subtitles_cpu_s_a_video=table["subtitles_cpu_s_a_video"],
        requests=table["requests"],
    )


def _profile(figures: Mapping[str, Any]) -> ProfileFigures:
    return ProfileFigures(
        steps={name: StepCost(**cost) for name, cost in figures["steps"].items()},
        bytes_an_hour=figures["bytes_an_hour"],
        points_an_hour=figures["points_an_hour"],
        frames_an_hour=figures["frames_an_hour"],
        cpu_s_a_second=tuple(figures["cpu_s_a_second"]),
    )
