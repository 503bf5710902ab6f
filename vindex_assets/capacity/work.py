"""Work: processor and GPU seconds of an hour of video by step, and how many cores do it in time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.measured import Measured, StepSeconds

VIDEOS_A_RUN: Final = 16  # of a backlog: `pipeline/policy.py`
UTILISATION: Final = (
    0.8  # of the cores over the days of a backlog: the rest is lost to the ends of batches and to upkeep
)
PEAK_OVER_MEAN: Final = 2.0  # uploads in the busiest hour of a day over those of its mean hour
HOUR_S: Final = 3600
DAY_S: Final = 86_400
MONTH_S: Final = 30 * DAY_S

# Not measured here. Whisper small has 244 million parameters, base 74: what a token costs grows with them.
STANDARD_HEARING: Final = 244 / 74
# Not measured here. SigLIP 2 base: 35 GFLOP an image of 224 x 224, of which a core does 50 a second.
FRAME_EMBEDDING_CPU_S: Final = 0.7
# Not measured here: processor seconds of one core that a second of a GPU does.
GPU_FACTOR: Final[Mapping[str, float]] = {"transcript": 40.0, "frame_embeddings": 200.0, "text_embeddings": 50.0}


@dataclass(frozen=True, slots=True)
class StepWork:
    """Core-seconds and GPU-seconds of a step to an hour of video."""

    core_s: float
    gpu_s: float


def work_by_step(demand: Demand, measured: Measured, *, videos_a_run: float = VIDEOS_A_RUN) -> dict[str, StepWork]:
    """The work of each step to an hour of video."""
    steps = {
        name: core_seconds(cost, demand.videos_an_hour, videos_a_run)
        for name, cost in measured.profiles[demand.profile].steps.items()
    }
    steps["transcript"] = _hearing(steps["transcript"], demand, measured)
    steps["frame_embeddings"] = steps.get("frame_embeddings", 0.0) + _seeing(demand, measured)
    return {name: _placed(name, core_s, gpu=demand.gpu) for name, core_s in steps.items()}


def core_seconds(cost: StepSeconds, videos_an_hour: float, videos_a_run: float) -> float:
    """Core-seconds to an hour of video: `an_hour + videos an hour * (a_video + a_run / videos a run)`."""
    return cost.an_hour + videos_an_hour * (cost.a_video + cost.a_run / videos_a_run)


def _hearing(core_s: float, demand: Demand, measured: Measured) -> float:
    """Subtitles take the place of hearing; the standard model set hears with a larger model."""
    heard = core_s * (STANDARD_HEARING if demand.models == "standard" else 1.0)
    read = measured.subtitles_cpu_s_a_video * demand.videos_an_hour
    return (1 - demand.subtitled) * heard + demand.subtitled * read


def _seeing(demand: Demand, measured: Measured) -> float:
    """The offline model set has no model that sees."""
    frames = measured.profiles[demand.profile].frames_an_hour
    return frames * FRAME_EMBEDDING_CPU_S if demand.models == "standard" else 0.0


def _placed(step: str, core_s: float, *, gpu: bool) -> StepWork:
    """A step that a GPU does keeps one core as busy as the GPU."""
    if gpu and step in GPU_FACTOR:
        gpu_s = core_s / GPU_FACTOR[step]
        return StepWork(core_s=gpu_s, gpu_s=gpu_s)
    return StepWork(core_s=core_s, gpu_s=0.0)


def cores_for_backlog(core_s_an_hour: float, demand: Demand) -> int:
    """Cores that work off all hours in time: `hours * core-seconds an hour / (days * 86,400 * utilisation)`."""
    return max(1, math.ceil(demand.hours * core_s_an_hour / (demand.backlog_days * DAY_S * UTILISATION)))


def cores_for_new(core_s_an_hour: float, demand: Demand) -> int:
    """Cores that keep up in the busiest hour: `hours a month * core-seconds * peak / (month * utilisation)`."""
    return math.ceil(demand.hours_a_month * core_s_an_hour * PEAK_OVER_MEAN / (MONTH_S * UTILISATION))


def gpu_share(work: Mapping[str, StepWork]) -> float:
    """GPU-seconds to a core-second: how many GPUs keep pace with a core."""
    core_s = sum(one.core_s for one in work.values())
    return sum(one.gpu_s for one in work.values()) / core_s if core_s else 0.0
