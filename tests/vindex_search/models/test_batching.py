"""Batch sizes: the first one from the free memory, and halving when memory runs out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from vindex_search.models import batching
from vindex_search.models.batching import TooLittleMemory, batch_size_for, retry_with_smaller_batches

GIB = 2**30


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Pretend to run on a CUDA device with a number of bytes free."""
    import torch

    def free(count: int) -> None:
        monkeypatch.setattr(batching, "device", lambda: "cuda")
        monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (count, 80 * GIB))
        monkeypatch.setattr(torch.cuda, "empty_cache", lambda: None)

    return free


@pytest.mark.parametrize(("free", "expected"), [(0, 1), (GIB, 1), (10 * GIB, 8), (80 * GIB, 16)])
def test_the_batch_fits_the_free_memory(free: int, expected: int, gpu: Callable[[int], None]) -> None:
    gpu(free)
    assert batch_size_for(bytes_each=GIB, largest=16) == expected


def test_the_batch_is_the_largest_on_a_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "device", lambda: "cpu")
    assert batch_size_for(bytes_each=GIB, largest=16) == 16


@pytest.mark.parametrize(
    "problem", [RuntimeError("CUDA failed with error out of memory"), MemoryError("std::bad_alloc")]
)
def test_a_batch_is_halved_until_it_fits(problem: Exception) -> None:
    batches: list[int] = []

    def run(batch: int) -> str:
        batches.append(batch)
        if batch > 3:
            raise problem
        return "done"

    assert retry_with_smaller_batches(run, batch=12) == "done"
    assert batches == [12, 6, 3]


def test_running_out_of_memory_with_one_input_is_an_error() -> None:
    def run(_: int) -> Any:
        raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")

    with pytest.raises(TooLittleMemory, match="even one input"):
        retry_with_smaller_batches(run, batch=4)


def test_any_other_error_passes_through() -> None:
    def run(_: int) -> Any:
        raise RuntimeError("unsupported device")

    with pytest.raises(RuntimeError, match="unsupported device"):
        retry_with_smaller_batches(run, batch=4)


def test_the_cuda_cache_is_emptied_before_the_next_attempt(
    gpu: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    gpu(GIB)
    events: list[str] = []
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: events.append("emptied"))

    def run(batch: int) -> int:
        events.append(f"tried {batch}")
        if batch > 1:
            raise RuntimeError("CUDA out of memory")
        return batch

    retry_with_smaller_batches(run, batch=2)
    assert events == ["tried 2", "emptied", "tried 1"]
