"""The sound of a file as the recognisers take it: 16 kHz, one channel, 16 bit, a block at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

SAMPLE_RATE: Final = 16_000
BYTES_PER_SAMPLE: Final = 2
FULL_SCALE: Final = np.float32(2**15)


def iter_pcm(audio: Path) -> Iterator[bytes]:
    """Samples of `audio` in blocks of whatever length the decoder gives; `audio.flac` passes unchanged."""
    import av

    with av.open(str(audio)) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
        for frame in container.decode(audio=0):
            for plain in resampler.resample(frame):
                yield plain.to_ndarray().tobytes()
        for plain in resampler.resample(None):  # what the filter still holds
            yield plain.to_ndarray().tobytes()


def read_samples(audio: Path) -> npt.NDArray[np.float32]:
    """The whole sound at once, from -1 to 1, as the models take it."""
    whole = np.frombuffer(b"".join(iter_pcm(audio)), np.int16).astype(np.float32)
    whole /= FULL_SCALE
    return whole
