"""downmix: frames by a plan: replaced, faded, averaged, or handed on as they are."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from vindex_assets.media.audio.downmix import Downmix, mean_frame, planned_frame, replaced
from vindex_assets.media.audio.mix_plan import MixPlan, PhaseRun, SectionPlan
from vindex_assets.media.probe.tracks.speech_band import channel_samples

RATE = 1000
NAMES = ("left", "right")
WHOLE = SectionPlan(0.0, 9.0, 0.0, NAMES, runs=(PhaseRun(-1.0, 9.0, -1.0, (0, 0)),))


def frame_of(samples: Any, name: str = "s16", layout: str = "stereo", pts: int | None = 7) -> Any:
    import av

    packed = np.ascontiguousarray(samples.T).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, name, layout)
    frame.sample_rate, frame.pts, frame.time_base = RATE, pts, Fraction(1, RATE)
    return frame


def test_a_run_replaces_a_channel_and_fades_at_both_ends() -> None:
    samples = np.stack([np.full(1000, 100), np.full(1000, -100)]).astype(np.int16)
    found = replaced(samples, RATE, 0.0, [PhaseRun(0.2, 0.6, 0.2, (0, 0))])
    assert (found[0] == 100).all()
    assert found[1, [0, 200, 210, 220, 400, 580, 590, 600, 999]].tolist() == [
        -100,
        -100,
        0,
        100,
        100,
        100,
        0,
        -100,
        -100,
    ]


def test_a_run_elsewhere_changes_nothing() -> None:
    samples = np.ones((2, 10), np.int16)
    assert replaced(samples, RATE, 5.0, [PhaseRun(0.2, 0.6, 0.2, (0, 0))]) is samples


@pytest.mark.parametrize(("name", "dtype"), [("s16", "i2"), ("s32", "i4"), ("flt", "f4"), ("dbl", "f8"), ("u8", "u1")])
def test_a_frame_keeps_its_format_and_time(name: str, dtype: str) -> None:
    samples = np.stack([np.arange(8), np.arange(8) + 50]).astype(dtype)
    found = planned_frame(frame_of(samples, name), WHOLE, 1.0)
    assert (found.format.name, found.layout.name, found.sample_rate) == (name, "stereo", RATE)
    assert (found.pts, found.time_base) == (7, Fraction(1, RATE))
    assert (channel_samples(found) == samples[0]).all()


def test_the_mean_of_live_channels_is_one_channel() -> None:
    samples = np.stack([np.full(4, 16_384), np.full(4, 99), np.full(4, -8192)]).astype(np.int16)
    found = planned_frame(
        frame_of(samples, layout="3.0"), SectionPlan(0.0, 9.0, 0.0, ("a", "b", "c"), live=(0, 2)), 0.0
    )
    assert (found.layout.name, found.format.name) == ("mono", "flt")
    assert channel_samples(found)[0].tolist() == [0.125] * 4


def test_the_mean_is_taken_where_ffmpeg_cannot_mix() -> None:
    frame = frame_of(np.full((9, 4), 16_384, np.int16), layout="9 channels")
    (found,) = Downmix(0.0).through([frame])
    assert channel_samples(found).tolist() == [[0.5] * 4]
    assert channel_samples(mean_frame(frame, (0,))).tolist() == [[0.5] * 4]


def test_of_ambisonic_sound_the_first_channel_is_heard() -> None:
    samples = np.stack([np.full(4, 16_384 // n) for n in (1, 2, 4, 8)]).astype(np.int16)
    (found,) = Downmix(0.0).through([frame_of(samples, layout="ambisonic 1")])
    assert channel_samples(found).tolist() == [[0.5] * 4]


def test_without_a_plan_frames_are_handed_on() -> None:
    frames = [frame_of(np.ones((2, 50), np.int16)), frame_of(np.ones((1, 50), np.int16), layout="mono")]
    downmix = Downmix(0.0)
    assert list(downmix.through(frames)) == frames
    assert downmix.position_s == 0.1
    assert downmix.plan() == MixPlan()


def test_with_a_plan_frames_outside_its_sections_are_handed_on() -> None:
    frame = frame_of(np.ones((2, 50), np.int16))
    plan = MixPlan((SectionPlan(0.05, 0.1, 0.0, NAMES, live=(0,)),))
    first, second = Downmix(0.0, plan).through([frame, frame])
    assert first is frame
    assert second.layout.name == "mono"


def test_each_format_is_a_section_of_its_own() -> None:
    rate = 16_000
    voice = (9000 * np.random.default_rng(0).normal(size=(1, 4 * rate)).clip(-3, 3)).astype(np.int16)
    voice[:, rate : 2 * rate] = 0
    opposite = frame_of(np.concatenate([voice, -voice]))
    equal = frame_of(np.concatenate([voice, voice, voice]), layout="3.0")
    for frame in (opposite, equal):
        frame.sample_rate = rate
    downmix = Downmix(0.0)
    assert len(list(downmix.through([equal, opposite, equal]))) == 3
    assert [(s.begin_s, s.end_s, s.names) for s in downmix.plan().sections] == [(4.0, 8.0, NAMES)]
