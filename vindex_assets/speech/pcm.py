"""Decode a sound file to what the recognisers take: 16 kHz, mono, 16 bit PCM."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.container import OPEN_OPTIONS, silence_ffmpeg

SAMPLE_RATE: Final = 16_000
BYTES_PER_SAMPLE: Final = 2
FULL_SCALE: Final = np.float32(2**15)  # of a 16 bit sample


def iter_pcm(audio: Path) -> Iterator[bytes]:
    """The samples of a file in blocks of whatever length the decoder gives; those of `audio.flac` are not changed."""
    import av

    silence_ffmpeg()
    with av.open(str(audio), options=dict(OPEN_OPTIONS)) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        for frame in container.decode(audio=0):
            for resampled in resampler.resample(frame):
                yield resampled.to_ndarray().tobytes()
        for resampled in resampler.resample(None):  # flush what the filter still holds
            yield resampled.to_ndarray().tobytes()


def read_samples(audio: Path) -> npt.NDArray[np.float32]:
    """All samples of a file, from -1 to 1."""
    samples = np.frombuffer(b"".join(iter_pcm(audio)), np.int16).astype(np.float32)
    samples /= FULL_SCALE
    return samples
