"""Work adds up by hour, video and run."""

from __future__ import annotations

import pytest

from tests.support.benchmarks.capacity.figures import MEASURED
from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.measured import StepSeconds
from vindex_assets.capacity.work import (
    FRAME_EMBEDDING_CPU_S,
    GPU_FACTOR,
    STANDARD_HEARING,
    VIDEOS_A_RUN,
    core_seconds,
    cores_for_backlog,
    cores_for_new,
    gpu_share,
    work_by_step,
)
from vindex_assets.pipeline.policy import VIDEOS_PER_RUN

HOUR = Demand(hours=1, minutes_a_video=10)


def test_batches_are_those_of_the_pipeline() -> None:
    assert VIDEOS_A_RUN == VIDEOS_PER_RUN


def test_a_run_is_shared_by_its_videos() -> None:
    assert core_seconds(StepSeconds(a_run=16, a_video=2, an_hour=100), videos_an_hour=6, videos_a_run=16) == 118


def test_subtitles_take_the_place_of_hearing() -> None:
    half = work_by_step(Demand(hours=1, subtitled=0.5), MEASURED)["transcript"].core_s
    assert half == pytest.approx(0.5 * 1000 + 0.5 * 6)


def test_the_standard_set_hears_with_more_parameters() -> None:
    heard = work_by_step(Demand(hours=1, models="standard"), MEASURED)["transcript"].core_s
    assert heard == pytest.approx(1000 * STANDARD_HEARING)


def test_the_standard_set_sees_every_frame() -> None:
    seen = work_by_step(Demand(hours=1, models="standard"), MEASURED)["frame_embeddings"].core_s
    assert seen == pytest.approx(200 * FRAME_EMBEDDING_CPU_S)


def test_a_gpu_takes_hearing_from_the_cores() -> None:
    heard = work_by_step(Demand(hours=1, gpu=True), MEASURED)["transcript"]
    assert heard.gpu_s == heard.core_s == pytest.approx(1000 / GPU_FACTOR["transcript"])


def test_without_a_gpu_there_is_no_share_of_one() -> None:
    assert gpu_share(work_by_step(HOUR, MEASURED)) == 0


@pytest.mark.parametrize(("days", "cores"), [(10, 2), (1, 15), (0.5, 29), (3650, 1)])
def test_half_the_time_takes_twice_the_cores(days: float, cores: int) -> None:
    demand = Demand(hours=1000, backlog_days=days)
    assert cores_for_backlog(1000.0, demand) == cores


def test_new_hours_are_kept_up_with_in_the_busiest_hour() -> None:
    assert cores_for_new(0.8 * 3600, Demand(hours=1, hours_a_month=720)) == 2


def test_nothing_new_takes_no_core() -> None:
    assert cores_for_new(1000.0, HOUR) == 0
