"""voice_activity: a batch that is shared out gives what it gives in one piece."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from vindex_assets.speech.whisper.voice_activity import share_out


@pytest.mark.parametrize("count", [1, 2, 5, 40])
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_scores_come_in_the_order_of_the_batch(count: int, threads: int) -> None:
    import torch

    def infer(part: Any) -> npt.NDArray[np.float32]:
        assert len(part)
        scores: npt.NDArray[np.float32] = part.numpy() * 2
        return scores

    batch = torch.arange(count * 3, dtype=torch.float32).reshape(count, 3)
    assert np.array_equal(share_out(infer, threads)(batch), batch.numpy() * 2)


def test_the_parts_are_heard_at_once() -> None:
    import torch

    together = threading.Barrier(2, timeout=60)

    def infer(part: Any) -> npt.NDArray[np.float32]:
        together.wait()
        assert torch.get_num_threads() == 1
        return np.zeros((len(part), 1), np.float32)

    before = torch.get_num_threads()
    try:
        assert share_out(infer, 2)(torch.zeros(4, 1)).shape == (4, 1)
    finally:
        torch.set_num_threads(before)
