"""The level of a sound: recordings that are quiet as a whole are made louder before anything is looked for in them.

The voice activity model finds the less of a sound the quieter it is: of one whose peak was at -60 dBFS it found 6 of
11 seconds, and all of it once it was made louder; at -70 dBFS 4 of 11 seconds, then all.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.speech.pcm import FULL_SCALE

QUANTILE: Final = 0.999  # of the magnitudes of samples: a single click is louder than all speech
TARGET: Final = 0.25  # of full scale, for that quantile
# Peak in steps of 16 bit: at 3 (-80 dBFS) words were invented, at 10 (-70 dBFS) hardly one was wrong.
AUDIBLE_STEPS: Final = 4

Samples = npt.NDArray[np.float32]


def is_silent(sound: Samples) -> bool:
    """Whether a sound is empty, or so quiet that no speech can be made out in its few steps."""
    return float(np.abs(sound).max(initial=0.0)) <= AUDIBLE_STEPS / float(FULL_SCALE)


def raise_level(sound: Samples) -> Samples:
    """A quiet sound made louder, clicks clipped; one of usual level as it is."""
    magnitude = float(np.quantile(np.abs(sound), QUANTILE))
    if magnitude >= TARGET or magnitude == 0.0:
        return sound
    louder: Samples = np.clip(sound * np.float32(TARGET / magnitude), -1.0, 1.0)
    return louder
