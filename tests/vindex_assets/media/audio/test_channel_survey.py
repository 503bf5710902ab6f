"""channel_survey: which channels are live, and when some cancel others."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from av.audio.layout import AudioLayout

from tests.support.media.audio.tracks import RATE, talk, tone
from vindex_assets.media.audio.channel_survey import ALL_BLOCKS, ChannelSurvey
from vindex_assets.media.audio.mix_plan import SectionPlan

S = 6
VOICE, OTHER, TONE = talk(S)[0], talk(S, seed=4)[0], tone(S)[0]
NOTHING = np.zeros_like(VOICE)


def surveyed(layout: str, *channels: npt.NDArray[np.int16], start_s: float = 0.0) -> SectionPlan:
    import av

    survey = ChannelSurvey(AudioLayout(layout), begin_s=0.0, start_s=start_s, strides=ALL_BLOCKS)
    packed = np.ascontiguousarray(np.stack(channels, axis=1)).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, "s16", layout)
    frame.sample_rate = RATE
    survey.add(frame, position_s=0.0, origin_s=0.0)
    return survey.plan(len(channels[0]) / RATE)


def test_two_channels_with_sound_need_no_plan() -> None:
    assert not surveyed("stereo", VOICE, OTHER).changes_mix


def test_one_silent_channel_of_two_is_not_live() -> None:
    assert surveyed("stereo", NOTHING, VOICE).live == (1,)


def test_one_steady_channel_of_two_is_not_live() -> None:
    plan = surveyed("stereo", VOICE, TONE)
    assert (plan.live, plan.steady) == ((0,), (1,))


def test_a_note_of_a_few_seconds_is_not_steady() -> None:
    assert not surveyed("stereo", VOICE[: 4 * RATE], TONE[: 4 * RATE]).changes_mix


def test_where_less_than_half_is_silent_the_mix_is_right() -> None:
    assert not surveyed("quad", VOICE, OTHER, VOICE, NOTHING).changes_mix
    assert surveyed("quad", VOICE, OTHER, NOTHING, NOTHING).live == (0, 1)


def test_a_quiet_track_has_no_silent_channel() -> None:
    assert not surveyed("stereo", (VOICE / 1000).astype(np.int16), NOTHING).changes_mix


def test_a_channel_that_the_mix_would_leave_out_is_live() -> None:
    channels = [VOICE, OTHER, VOICE, OTHER, VOICE, OTHER]
    assert surveyed("6 channels", *channels).live == tuple(range(6))
    assert surveyed("5.1", *channels).live is None


def test_the_directions_of_ambisonic_sound_are_in_its_first_channel() -> None:
    assert not surveyed("ambisonic 1", VOICE, OTHER, VOICE, OTHER).changes_mix


def test_a_run_has_its_player_second() -> None:
    import av

    survey = ChannelSurvey(AudioLayout("stereo"), begin_s=100.0, start_s=3.0, strides=ALL_BLOCKS)
    for second in range(S):
        part = VOICE[second * RATE : (second + 1) * RATE]
        packed = np.stack([part, -part], axis=1).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(packed), "s16", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, (second + 13) * RATE, Fraction(1, RATE)
        survey.add(frame, position_s=100.0 + second, origin_s=10.0)
    (run,) = survey.plan(100.0 + S).runs
    assert (run.begin_s, run.end_s, run.sources) == (100.0, 106.0, (0, 0))
    assert run.start_s == pytest.approx(3.0)
