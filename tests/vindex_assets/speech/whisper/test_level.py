"""level: quiet recordings are raised, silence is told from them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.speech.pcm import FULL_SCALE, SAMPLE_RATE
from vindex_assets.speech.whisper.level import TARGET, is_silent, raise_level

TONE = np.sin(np.linspace(0.0, 2000.0, SAMPLE_RATE)).astype(np.float32)


@pytest.mark.parametrize(("steps", "silent"), [(0, True), (3, True), (4, True), (5, False), (10, False)])
def test_a_sound_of_a_few_steps_is_silent(steps: int, silent: bool) -> None:
    assert is_silent(np.round(TONE * steps) / FULL_SCALE) is silent


def test_an_empty_sound_is_silent() -> None:
    assert is_silent(np.zeros(0, np.float32))


@given(st.floats(1e-4, 1.0))
def test_each_sound_has_the_same_level_or_its_own_higher_one(peak: float) -> None:
    raised = raise_level(TONE * np.float32(peak))
    assert float(np.abs(raised).max()) == pytest.approx(max(peak, TARGET), rel=0.01)


def test_a_click_does_not_keep_speech_quiet() -> None:
    sound = TONE * np.float32(0.01)
    sound[100] = 1.0
    raised = raise_level(sound)
    assert float(np.abs(raised[200:]).max()) == pytest.approx(TARGET, rel=0.01)
    assert raised[100] == 1.0


def test_digital_silence_stays_what_it_is() -> None:
    assert not raise_level(np.zeros(SAMPLE_RATE, np.float32)).any()
