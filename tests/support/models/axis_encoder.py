"""An encoder whose vectors are axes, so that what is like what is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tests.support.index.points import DIM

AXES = np.eye(DIM)


class AxisEncoder:
    """Encodes every sentence as the first axis, and every picture as the second."""

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        return np.asarray(AXES[0], dtype=np.float32)

    def encode_images(self, jpegs: Sequence[bytes]) -> npt.NDArray[np.float32]:
        return np.array([AXES[1]] * len(jpegs), dtype=np.float32)
