"""The child's side: the peaks of a video's `audio.flac`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from vindex_search.contract.waveform import SAMPLE_RATE, PeakMeter
from vindex_search.sandbox.failures import Permanent

FILE: Final = "waveform.dat"
UNREADABLE: Final = "the sound of the video cannot be read any more"


def measure_peaks(path: str, folder: str, progress: Callable[[float], None]) -> dict[str, Any]:
    """Write `waveform.dat` of a sound file of ours: mono, sixteen bits, 16 kHz.

    Raises:
        Permanent: it cannot be read.
    """
    import av
    import numpy as np

    meter, samples = PeakMeter(), 0
    try:
        with av.open(path, format="flac", options={"protocol_whitelist": "file"}) as sound:
            for frame in sound.decode(audio=0):
                meter.add(frame.to_ndarray().reshape(-1).astype(np.int16, copy=False))
                samples += frame.samples
                progress(samples / SAMPLE_RATE)
    except av.FFmpegError:
        raise Permanent(UNREADABLE) from None
    if not samples:  # FFmpeg passes over what it does not understand
        raise Permanent(UNREADABLE)
    Path(folder, FILE).write_bytes(meter.waveform().to_bytes())
    return {}
