"""speech_windows: where somebody speaks, and the phrases of a window."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from vindex_assets.speech.pcm import SAMPLE_RATE, read_samples
from vindex_assets.speech.whisper.level import raise_level
from vindex_assets.speech.whisper.loading import LoadedWhisper
from vindex_assets.speech.whisper.speech_windows import (
    MAX_PHRASE_S,
    MIN_PHRASE_S,
    PAD_S,
    WINDOW_S,
    SpeechWindow,
    find_speech,
    pad_windows,
    split_phrases,
)

NOISE = np.random.default_rng(7).normal(0.0, 0.1, round(WINDOW_S * SAMPLE_RATE)).astype(np.float32)


@given(st.floats(0.5, WINDOW_S))
def test_phrases_cover_their_window(end_s: float) -> None:
    window = SpeechWindow(0.25, max(end_s, 0.5))
    phrases = split_phrases(window, NOISE)
    assert (phrases[0].start_s, phrases[-1].end_s) == (window.start_s, window.end_s)
    assert all(one.end_s == following.start_s for one, following in pairwise(phrases))
    assert all(MIN_PHRASE_S - 0.01 <= phrase.duration_s <= MAX_PHRASE_S + 0.01 for phrase in phrases[:-1])


def test_a_window_of_one_phrase_is_not_cut() -> None:
    window = SpeechWindow(1.0, 1.0 + 2 * MIN_PHRASE_S - 0.1)
    assert split_phrases(window, NOISE) == [window]


@pytest.mark.parametrize("pause_s", [3.0, 4.5, 6.5])
def test_a_phrase_ends_in_the_pause(pause_s: float) -> None:
    sound = NOISE[: 10 * SAMPLE_RATE].copy()
    sound[round((pause_s - 0.2) * SAMPLE_RATE) : round((pause_s + 0.2) * SAMPLE_RATE)] = 0.0
    first = split_phrases(SpeechWindow(0.0, 10.0), sound)[0]
    assert first.end_s == pytest.approx(pause_s, abs=0.1)


def test_a_long_speech_is_cut_into_windows(loaded: LoadedWhisper, media: Path) -> None:
    sound = read_samples(media / "audio" / "multilingual_en_de.mp3")
    windows = find_speech(loaded, sound)
    assert len(windows) > 1
    assert all(window.duration_s <= WINDOW_S for window in windows)
    assert all(one.end_s <= following.start_s for one, following in pairwise(windows))


@pytest.mark.parametrize("peak", [0.5, 1e-3, 3e-4])
def test_speech_is_found_at_every_level(loaded: LoadedWhisper, media: Path, peak: float) -> None:
    sound = read_samples(media / "audio" / "jfk.flac")
    quiet = np.round(sound / np.abs(sound).max() * peak * 2**15) / np.float32(2**15)
    windows = find_speech(loaded, raise_level(quiet))
    assert windows[0].start_s == pytest.approx(0.3, abs=0.3)
    assert windows[-1].end_s > 10.4  # where the last word ends


def test_no_window_goes_beyond_the_sound(loaded: LoadedWhisper, media: Path) -> None:
    sound = read_samples(media / "audio" / "jfk.flac")[: 7 * SAMPLE_RATE + 100]
    assert find_speech(loaded, sound)[-1].end_s <= len(sound) / SAMPLE_RATE


def test_the_threads_of_other_models_are_left_as_they_were(loaded: LoadedWhisper) -> None:
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        find_speech(loaded, np.zeros(SAMPLE_RATE, np.float32))
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=12), st.floats(0.0, 1.0))
def test_padded_windows_hold_what_was_found_and_do_not_overlap(edges: list[float], rest: float) -> None:
    places = [10 * edge for edge in sorted(edges)]
    found = list(zip(places[::2], places[1::2], strict=False))
    windows = pad_windows(found, length_s=places[-1] + rest)
    for (start_s, end_s), window in zip(found, windows, strict=True):
        assert 0.0 <= window.start_s <= start_s
        assert end_s <= window.end_s <= places[-1] + rest
        assert start_s - window.start_s <= PAD_S + 1e-9
        assert window.end_s - end_s <= PAD_S + 1e-9
    assert all(one.end_s <= following.start_s + 1e-9 for one, following in pairwise(windows))


@pytest.mark.parametrize("found", [(1.0, 30.9), (0.5, 30.52), (2.0, 33.0)])
def test_a_window_is_half_a_minute_at_most(found: tuple[float, float]) -> None:
    (window,) = pad_windows([found], length_s=60.0)
    assert window.duration_s <= WINDOW_S


def test_of_speech_without_pauses_each_window_is_heard_whole(loaded: LoadedWhisper, media: Path) -> None:
    """WhisperX cuts it where its model is least sure, and gives windows that are a little longer than it is told."""
    speech = read_samples(media / "audio" / "librivox_0870.wav")
    windows = find_speech(loaded, np.tile(speech[4000:-4000], 20))
    assert len(windows) > 3
    assert all(window.duration_s <= WINDOW_S for window in windows)
    assert sum(window.duration_s for window in windows) > 0.95 * 20 * len(speech[4000:-4000]) / SAMPLE_RATE
