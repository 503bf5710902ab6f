"""mono: what cancels, or is diluted by channels without sound, is heard; all else is FFmpeg's mix, bit for bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.media.audio.channels import (
    Signal,
    ffmpeg_mono,
    level_db,
    mono_of,
    surround,
    write_channels,
)
from tests.support.media.audio.tracks import RATE, talk, tone

S = 6


def speech(seed: int = 0, peak: float = 0.4) -> Signal:
    return np.asarray(talk(S, seed=seed, peak=peak)[0] / 32_767, np.float64)


def quiet() -> Signal:
    return np.zeros(S * RATE)


def click() -> Signal:
    """An offset that is switched on in the middle."""
    return np.asarray(0.3 * (np.arange(S * RATE) > 3 * RATE), np.float64)


def hum() -> Signal:
    wave = sum(tone(S, hertz=hertz, peak=0.1)[0] for hertz in (50, 100, 150, 250)) / 32_767
    return np.asarray(wave, np.float64)


def delayed(signal: Signal, samples: int) -> Signal:
    return np.concatenate([np.zeros(samples), signal[:-samples]])


def noisy(signal: Signal, seed: int, level: float) -> Signal:
    return signal + level * np.random.default_rng(seed).normal(size=signal.shape)


VOICE, OTHER = speech(), speech(5, peak=0.1)
CANCELLED = {
    "right is the negative of left": ("stereo", [VOICE, -VOICE]),
    "right is the negative and quieter": ("stereo", [VOICE, -0.4 * VOICE]),
    "right is the negative and comes late": ("stereo", [VOICE, -delayed(VOICE, 3)]),
    "right is the negative among noise": ("stereo", [noisy(VOICE, 1, 0.01), noisy(-VOICE, 2, 0.01)]),
    "front pair of 5.1": ("5.1", surround("5.1", {"FL": VOICE, "FR": -VOICE})),
    "surround pair of 5.1": ("5.1(side)", surround("5.1(side)", {"SL": VOICE, "SR": -VOICE, "FC": OTHER})),
    "rear pair of quad": ("quad", surround("quad", {"FL": OTHER, "FR": OTHER, "BL": VOICE, "BR": -VOICE})),
    "side pair of 7.1": ("7.1", surround("7.1", {"FC": OTHER, "SL": VOICE, "SR": -VOICE, "BL": OTHER})),
    "left and right of quad": ("quad", [VOICE, -VOICE, VOICE, -VOICE]),
    "front against rear": ("quad", [VOICE, VOICE, -VOICE, -VOICE]),
}


@pytest.mark.parametrize(("layout", "channels"), CANCELLED.values(), ids=CANCELLED.keys())
def test_what_cancels_in_the_mix_is_heard(layout: str, channels: list[Signal], tmp_path: Path) -> None:
    path = write_channels(tmp_path / "film.wav", channels, layout)
    mono, notes = mono_of(path, tmp_path)
    clear = np.corrcoef(mono, VOICE[: len(mono)])[0, 1]
    before = ffmpeg_mono(path)
    assert clear > 0.85
    assert np.sum(mono * VOICE) > 2 * max(0.0, float(np.sum(before * VOICE)))
    assert {note.code for note in notes} == {"channel_cancelled"}
    assert notes[0].start_s == 0.0
    assert notes[0].end_s == pytest.approx(S, abs=0.1)


def test_the_better_channel_keeps_its_level(tmp_path: Path) -> None:
    mono, _ = mono_of(write_channels(tmp_path / "film.wav", [-0.5 * VOICE, VOICE], "stereo"), tmp_path)
    assert level_db(mono) == pytest.approx(level_db(VOICE), abs=0.3)


def test_a_part_of_a_film_that_cancels_is_mended_without_a_click(tmp_path: Path) -> None:
    wave = np.sin(2 * np.pi * 300 * np.arange(20 * RATE) / RATE) * (1.2 + np.sin(np.arange(20 * RATE) / 1500)) / 5
    right = wave.copy()
    right[7 * RATE : 12 * RATE] *= -1
    mono, notes = mono_of(write_channels(tmp_path / "film.wav", [wave, right], "stereo"), tmp_path)
    assert [note.code for note in notes] == ["channel_cancelled"]
    assert notes[0].start_s == pytest.approx(6.5, abs=1.0)
    assert notes[0].end_s == pytest.approx(12.5, abs=1.0)
    assert np.abs(np.diff(mono)).max() < 1.1 * np.abs(np.diff(wave)).max()
    assert level_db(mono[7 * RATE : 12 * RATE]) == pytest.approx(level_db(wave[7 * RATE : 12 * RATE]), abs=0.5)


def test_what_lies_far_from_the_part_that_cancels_is_unchanged(tmp_path: Path) -> None:
    left, right = talk(16, seed=1)[0] / 32_767, talk(16, seed=2)[0] / 32_767
    right[12 * RATE :] = -left[12 * RATE :]
    path = write_channels(tmp_path / "film.wav", [left, right], "stereo")
    mono, notes = mono_of(path, tmp_path)
    assert len(notes) == 1
    assert (mono[: 9 * RATE] == ffmpeg_mono(path)[: 9 * RATE]).all()


DILUTED = {
    "silent right": ("stereo", [VOICE, quiet()], "the channel right is silent, left alone is heard"),
    "silent left": ("stereo", [quiet(), VOICE], "the channel left is silent, right alone is heard"),
    "an offset on the right": ("stereo", [VOICE, quiet() + 0.3], "the channel right is silent, left alone is heard"),
    "a click on the right": ("stereo", [VOICE, click()], "the channel right is silent, left alone is heard"),
    "hum on the right": (
        "stereo",
        [VOICE, hum()],
        "the channel right holds only a steady tone or noise, left alone is heard",
    ),
    "hiss on the left": (
        "stereo",
        [noisy(quiet(), 3, 0.03), VOICE],
        "the channel left holds only a steady tone or noise, right alone is heard",
    ),
    "dialogue in the centre of 5.1": (
        "5.1",
        surround("5.1", {"FC": VOICE}),
        "the channels front left, front right, back left and back right are silent, front center alone is heard",
    ),
    "one of eight channels": (
        "7.1",
        surround("7.1", {"BR": VOICE}),
        "the channels front left, front right, front center, back left, side left and side right are silent, "
        "back right alone is heard",
    ),
}


@pytest.mark.parametrize(("layout", "channels", "text"), DILUTED.values(), ids=DILUTED.keys())
def test_channels_without_sound_dilute_nothing(layout: str, channels: list[Signal], text: str, tmp_path: Path) -> None:
    mono, notes = mono_of(write_channels(tmp_path / "film.wav", channels, layout), tmp_path)
    assert np.corrcoef(mono, VOICE)[0, 1] > 0.99
    assert level_db(mono) == pytest.approx(level_db(VOICE), abs=0.2)
    assert [(note.text, note.start_s, note.end_s) for note in notes] == [(text, 0.0, float(S))]


AS_BEFORE = {
    "two equal channels": ("stereo", [VOICE, VOICE]),
    "a voice on each channel": ("stereo", [VOICE, speech(3)]),
    "a pan": ("stereo", [VOICE, 0.2 * VOICE]),
    "a delay as between two microphones": ("stereo", [VOICE, delayed(VOICE, 8)]),
    "wide noise": ("stereo", [noisy(VOICE, 1, 0.1), noisy(VOICE, 2, 0.1)]),
    "a voice among its negative reverberation": ("stereo", [VOICE + OTHER, VOICE - OTHER]),
    "speakers who take turns": (
        "stereo",
        [VOICE * (np.arange(S * RATE) < 3 * RATE), VOICE * (np.arange(S * RATE) > 3 * RATE)],
    ),
    "5.1": ("5.1", surround("5.1", {"FL": VOICE, "FR": speech(1), "FC": speech(2), "LFE": hum(), "BL": OTHER})),
    "silence": ("stereo", [quiet(), quiet()]),
    "hum on both": ("stereo", [hum(), hum()]),
    "a quiet room of opposite sign": ("stereo", [speech(peak=0.0005), -speech(peak=0.0005)]),
    "mono": ("mono", [VOICE]),
}


@pytest.mark.parametrize(("layout", "channels"), AS_BEFORE.values(), ids=AS_BEFORE.keys())
def test_where_nothing_cancels_the_mix_is_that_of_ffmpeg(layout: str, channels: list[Signal], tmp_path: Path) -> None:
    path = write_channels(tmp_path / "film.wav", channels, layout)
    mono, notes = mono_of(path, tmp_path)
    assert notes == ()
    assert np.array_equal(mono, ffmpeg_mono(path))


def test_two_speakers_on_two_channels_are_both_heard(media: Path, tmp_path: Path) -> None:
    path = media / "audio" / "stereo_two_speakers.wav"
    mono, notes = mono_of(path, tmp_path)
    assert notes == ()
    assert np.array_equal(mono, ffmpeg_mono(path))


@pytest.mark.parametrize("channels", [3, 6, 8, 9, 16])
def test_a_channel_of_an_unknown_layout_is_never_lost(channels: int, tmp_path: Path) -> None:
    """FFmpeg takes the fourth of six or eight for low frequencies, and cannot mix nine."""
    signals = [quiet() for _ in range(channels)]
    signals[min(3, channels - 1)] = VOICE
    signals[0] = speech(9, peak=0.3)
    signals[1] = speech(10, peak=0.3)
    path = write_channels(tmp_path / "film.mkv", signals, f"{channels} channels")
    mono, _ = mono_of(path, tmp_path)
    assert np.corrcoef(mono, VOICE)[0, 1] > 0.5
