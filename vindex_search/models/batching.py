"""How many inputs a model takes at once: what the device's free memory holds, and half as many whenever it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from vindex_search.models.cache import device

T = TypeVar("T")

SHARE: Final = 0.8  # of the free memory: what is put there is not put side by side without gaps


class TooLittleMemory(MemoryError):
    """The device's memory does not hold even one input."""


def batch_size_for(*, bytes_each: int, largest: int) -> int:
    """How many inputs to begin with: at least 1, at most `largest`, on CUDA no more than the free memory holds.

    Args:
        bytes_each: What one input takes on CUDA beside the weights; an estimate is enough.
        largest: With more the device gets no faster.
    """
    if device() == "cpu":
        return largest
    import torch

    free, _total = torch.cuda.mem_get_info()
    return max(1, min(largest, int(free * SHARE) // bytes_each))


def retry_with_smaller_batches(run: Callable[[int], T], *, batch: int) -> T:
    """What `run` gives for a batch of so many inputs, or of half, a quarter, ... where memory runs out.

    Raises:
        TooLittleMemory: it runs out with a single input too.
    """
    while True:
        try:
            return run(batch)
        except (RuntimeError, MemoryError) as problem:
            if not is_out_of_memory(problem):
                raise
            if batch == 1:
                raise TooLittleMemory("the device's memory does not hold even one input") from problem
        _give_back()
        batch //= 2


def is_out_of_memory(problem: Exception) -> bool:
    """CTranslate2 and torch both raise RuntimeError for it; only their words tell."""
    return isinstance(problem, MemoryError) or "out of memory" in str(problem).lower()


def _give_back() -> None:
    """What torch keeps for its next tensors is of no use to the others on the device."""
    if device() == "cuda":
        import torch

        torch.cuda.empty_cache()
