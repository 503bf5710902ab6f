"""Sound files as the recognisers take them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from vindex_assets.speech.pcm import SAMPLE_RATE, iter_pcm


def test_a_flac_of_the_store_gives_every_sample_unchanged(media: Path, recording: Callable[[str], Path]) -> None:
    import wave

    with wave.open(str(media / "audio" / "librivox_0880.wav")) as source:
        truth = source.readframes(source.getnframes())
    assert b"".join(iter_pcm(recording("librivox_0880.wav"))) == truth


def test_other_rates_and_channels_become_16_khz_mono(media: Path) -> None:
    samples = np.frombuffer(b"".join(iter_pcm(media / "audio" / "jfk.flac")), np.int16)
    assert abs(len(samples) / SAMPLE_RATE - 11.0) < 0.01
