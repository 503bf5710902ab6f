"""A sound file as the audio step writes it: FLAC, mono, 16 kHz, 16 bits."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

RATE = 16_000


def write_flac(path: Path, samples: npt.NDArray[np.int16]) -> None:
    """Write samples of shape (n,)."""
    with av.open(str(path), "w", format="flac") as sink:
        stream = sink.add_stream("flac", rate=RATE, layout="mono", format="s16")
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        sink.mux([*stream.encode(frame), *stream.encode(None)])
