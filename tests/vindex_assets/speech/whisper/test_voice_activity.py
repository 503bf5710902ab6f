"""voice_activity: the same scores by any number of threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from vindex_assets.speech.pcm import read_samples
from vindex_assets.speech.whisper.loading import LoadedWhisper
from vindex_assets.speech.whisper.voice_activity import infer_in_parts, score_speech


def test_a_second_thread_changes_no_score(loaded: LoadedWhisper, media: Path) -> None:
    sound, before = read_samples(media / "audio" / "jfk.flac"), torch.get_num_threads()
    try:
        by_threads = [_scores(loaded, sound, threads) for threads in (1, 2)]
    finally:
        torch.set_num_threads(before)
    np.testing.assert_allclose(by_threads[0], by_threads[1], atol=1e-4)


def _scores(loaded: LoadedWhisper, sound: np.ndarray, threads: int) -> np.ndarray:
    torch.set_num_threads(threads)
    return np.asarray(score_speech(loaded, sound).data)


@pytest.mark.parametrize(("chunks", "parts"), [(5, 2), (1, 4), (8, 8)])
def test_parts_come_back_in_order(chunks: int, parts: int) -> None:
    batch = torch.arange(chunks).reshape(chunks, 1, 1)
    with ThreadPoolExecutor(parts) as pool:
        scores = infer_in_parts(lambda part: part.numpy(), batch, parts, pool)
    assert scores.ravel().tolist() == list(range(chunks))
