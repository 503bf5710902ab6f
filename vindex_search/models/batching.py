"""Batch sizes: as many inputs as the device's free memory holds, halved whenever it runs out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from vindex_search.models.cache import device

T = TypeVar("T")

OUT_OF_MEMORY: Final = ("out of memory", "failed to allocate memory")
MEMORY_SHARE: Final = 0.8  # of the free memory that a batch may take: the rest is lost to fragmentation


class TooLittleMemory(MemoryError):
    """The device's memory does not hold even a batch of one."""


def batch_size_for(*, bytes_each: int, largest: int) -> int:
    """The batch size to start with, from 1 to `largest`; on CUDA no more than the free memory holds.

    Args:
        bytes_each: Estimated memory per input on CUDA, without the weights.
        largest: Batch size beyond which the device gets no faster.
    """
    if device() == "cpu":
        return largest
    import torch

    free, _total = torch.cuda.mem_get_info()
    return max(1, min(largest, int(free * MEMORY_SHARE) // bytes_each))


def retry_with_smaller_batches(run: Callable[[int], T], *, batch: int) -> T:
    """Call `run` with a batch size, and with half of it, a quarter, ... while the device runs out of memory.

    Raises:
        TooLittleMemory: it runs out of memory with a batch of one too.
    """
    while True:
        try:
            return run(batch)
        except (RuntimeError, MemoryError) as problem:
            if not is_out_of_memory(problem):
                raise
            if batch == 1:
                raise TooLittleMemory("the device's memory does not hold even one input") from problem
        _empty_cuda_cache()
        batch //= 2


def is_out_of_memory(problem: Exception) -> bool:
    """Whether an error is due to memory: CTranslate2, torch and ONNX Runtime raise RuntimeErrors, known by messages."""
    return isinstance(problem, MemoryError) or any(words in str(problem).lower() for words in OUT_OF_MEMORY)


def _empty_cuda_cache() -> None:
    """Return the memory that torch's allocator holds in reserve to the device, for other libraries to use."""
    if device() == "cuda":
        import torch

        torch.cuda.empty_cache()
