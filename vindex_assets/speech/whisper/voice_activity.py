"""The voice activity model on several cores: of the five-second stretches that it hears, each core takes a share."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
import numpy.typing as npt

# The model works on small matrices: a second thread in one of them saves nothing on an idle machine, and on a busy one
# the two waited for each other, for seven times the processor time. Those that take stretches of their own do not wait.
THREADS_EACH: Final = 1

Infer = Callable[[Any], npt.NDArray[np.float32]]
"""Scores of a batch of stretches, as `pyannote.audio.Inference.infer` gives them, in the order of the batch."""


def share_out(infer: Infer, threads: int) -> Infer:
    """The same function, which hears a batch in so many parts at once."""
    if threads == 1:
        return infer

    def infer_in_parts(batch: Any) -> npt.NDArray[np.float32]:
        import torch

        parts = torch.tensor_split(batch, min(threads, len(batch)))
        with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(THREADS_EACH,)) as pool:
            return np.concatenate(list(pool.map(infer, parts)))

    return infer_in_parts
