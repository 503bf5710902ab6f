"""Sound files as the recognisers take them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from tests.support.media.formats.play_lists import CONCAT, HLS
from vindex_assets.speech.pcm import SAMPLE_RATE, iter_pcm, read_samples


def test_a_flac_of_the_store_gives_every_sample_unchanged(media: Path, recording: Callable[[str], Path]) -> None:
    import wave

    with wave.open(str(media / "audio" / "librivox_0880.wav")) as source:
        truth = source.readframes(source.getnframes())
    assert b"".join(iter_pcm(recording("librivox_0880.wav"))) == truth


def test_other_rates_and_channels_become_16_khz_mono(media: Path) -> None:
    samples = np.frombuffer(b"".join(iter_pcm(media / "audio" / "jfk.flac")), np.int16)
    assert abs(len(samples) / SAMPLE_RATE - 11.0) < 0.01


def test_samples_are_shares_of_full_scale(tmp_path: Path) -> None:
    import wave

    with wave.open(str(tmp_path / "steps.wav"), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(np.array([-32_768, -16_384, 0, 8192], np.int16).repeat(100).tobytes())
    samples = read_samples(tmp_path / "steps.wav")
    assert samples.dtype == np.float32
    assert samples.tolist() == np.array([-1.0, -0.5, 0.0, 0.25]).repeat(100).tolist()


@pytest.mark.parametrize("head", [HLS, CONCAT])
def test_a_play_list_in_the_place_of_the_sound_is_not_followed(
    head: bytes, tmp_path: Path, recording: Callable[[str], Path]
) -> None:
    """A decoder that was taken over could leave one."""
    (tmp_path / "other.ts").write_bytes(recording("librivox_0880.wav").read_bytes())
    (tmp_path / "audio.flac").write_bytes(head)
    with contextlib.suppress(av.FFmpegError):
        assert list(iter_pcm(tmp_path / "audio.flac")) == []
