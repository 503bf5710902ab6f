"""Measured figures with round numbers, for tests of the formulae."""

from __future__ import annotations

from vindex_assets.capacity.measured import Measured, ProfileFigures, StepSeconds
from vindex_search.common.prices import Prices

TALK = ProfileFigures(
    steps={
        "run": StepSeconds(a_run=16.0, a_video=1.0, an_hour=0.0),
        "frames": StepSeconds(a_run=0.0, a_video=1.0, an_hour=100.0),
        "transcript": StepSeconds(a_run=0.0, a_video=0.0, an_hour=1000.0),
        "frame_embeddings": StepSeconds(a_run=0.0, a_video=0.0, an_hour=0.0),
    },
    bytes_an_hour={"frames.parquet": 1e8, "audio.flac": 5e7},
    points_an_hour={"speech": 100.0, "screen": 50.0},
    frames_an_hour=200.0,
    cpu_s_a_second=(0.25, 0.35),
)
MEASURED_ON = {"processor": "Example", "cores": 2, "commit": "0123abcd", "measured_at": "now", "load": 0.5}
MEASURED = Measured(
    profiles={"talk": TALK, "film": TALK},
    subtitles_cpu_s_a_video=1.0,
    requests={
        "a_video": {"put": 30.0, "get": 40.0},
        "a_run": {"list": 16.0},
        "a_tick": {"list": 2.0},
        "a_check": {"list": 5.0},
        "a_checked_video": {"get": 3.0},
        "a_minute_of_service": {"list": 120.0},
    },
    index=(),
    measured_on=dict.fromkeys(("talk", "film"), MEASURED_ON),
)
PRICES = Prices(cpu_hour=0.05, gpu_hour=1.0, gb_month=0.02, thousand_requests=0.005)
