"""The voice activity model on several cores: each thread takes its share of a batch of chunks of five seconds.

The model works on small matrices. Two threads within one product save nothing on an idle machine, and on a busy one
they waited for each other, for seven times the processor time; two threads with a part of the chunks each do not meet.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from vindex_assets.speech.pcm import SAMPLE_RATE
from vindex_assets.speech.whisper.loading import LoadedWhisper

if TYPE_CHECKING:
    import torch

Scores = npt.NDArray[np.float32]
Infer = Callable[["torch.Tensor"], Scores]
"""Scores of shape (chunks, frames, 1) for a batch of chunks of shape (chunks, 1, samples)."""


def score_speech(loaded: LoadedWhisper, sound: npt.NDArray[np.float32]) -> Any:
    """How surely somebody speaks in each moment of a sound: a `SlidingWindowFeature` of pyannote.core.

    As many threads share each batch as torch may use.
    """
    with _one_thread_a_product() as threads, ThreadPoolExecutor(threads, initializer=_use_one_thread) as pool:
        shared = copy.copy(loaded.vad.vad_pipeline._segmentation)  # a copy: other threads may listen at this moment
        infer = shared.infer
        shared.infer = lambda chunks: infer_in_parts(infer, chunks, threads, pool)
        return shared({"waveform": loaded.vad.preprocess_audio(sound), "sample_rate": SAMPLE_RATE})


def infer_in_parts(infer: Infer, chunks: torch.Tensor, parts: int, pool: ThreadPoolExecutor) -> Scores:
    """What the model gives for a batch, its parts computed at once."""
    return np.concatenate(list(pool.map(infer, chunks.tensor_split(min(parts, len(chunks))))))


@contextmanager
def _one_thread_a_product() -> Iterator[int]:
    """Have torch compute each product in one thread; gives the number that it may use otherwise."""
    import torch

    threads = torch.get_num_threads()
    _use_one_thread()
    try:
        yield threads
    finally:
        torch.set_num_threads(threads)


def _use_one_thread() -> None:
    import torch

    torch.set_num_threads(1)
