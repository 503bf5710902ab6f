"""The models loaded in this process: one per id, revision, device and number format, least recently used evicted.

torch is imported on first use, so that a process without models starts fast.
"""

from __future__ import annotations

import ctypes
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, NamedTuple, TypeVar

T = TypeVar("T")
Device = Literal["cuda", "cpu"]
DType = Literal["float32", "float16", "bfloat16"]

CUDA_DRIVER: Final = "libcuda.so.1"
BUDGET_BYTES: Final = 8 * 2**30  # of parameters; the standard set takes 2 GB in fp16


class ModelKey(NamedTuple):
    """Identity of a loaded model."""

    model_id: str
    revision: str
    device: str
    dtype: str


@dataclass(frozen=True, slots=True)
class _Entry:
    value: Any
    size: int


class ModelCache:
    """A thread-safe LRU cache of loaded models with a budget in bytes.

    Callers `get` a model for each use and keep no reference, so that evicting one frees its memory.
    """

    def __init__(self, budget: int = BUDGET_BYTES) -> None:
        self._budget = budget
        self._entries: OrderedDict[ModelKey, _Entry] = OrderedDict()
        self._lock = threading.Lock()
        # Models are loaded one at a time: transformers patches torch globally while it loads.
        self._load_lock = threading.RLock()

    def get(self, key: ModelKey, load: Callable[[], T], *, size: Callable[[T], int]) -> T:
        """The model of a key, loaded on first use; a loaded one is returned even while another is being loaded.

        Args:
            key: Identity of the model.
            load: Loads it; an error passes through and leaves the cache as it was.
            size: Bytes that a loaded model takes.
        """
        entry = self._find(key)
        if entry is None:
            with self._load_lock:
                entry = self._find(key) or self._insert(key, load(), size)
        value: T = entry.value
        return value

    def __len__(self) -> int:
        """Number of loaded models."""
        return len(self._entries)

    def sizes(self) -> dict[str, int]:
        """Bytes that the loaded models take, by model id."""
        with self._lock:
            sizes: Counter[str] = Counter()
            for key, entry in self._entries.items():
                sizes[key.model_id] += entry.size
        return dict(sizes)

    def _find(self, key: ModelKey) -> _Entry | None:
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
            return self._entries.get(key)

    def _insert(self, key: ModelKey, value: T, size: Callable[[T], int]) -> _Entry:
        """Add a model and evict others while the budget is exceeded; the new one stays even if it alone exceeds it."""
        entry = _Entry(value, size(value))
        with self._lock:
            self._entries[key] = entry
            while len(self._entries) > 1 and sum(other.size for other in self._entries.values()) > self._budget:
                self._entries.popitem(last=False)
        return entry


MODEL_CACHE: Final = ModelCache()


@cache
def device() -> Device:
    """The device that models run on: CUDA if available, else the CPU; torch is asked where there is a driver only."""
    if not has_cuda_driver():
        return "cpu"
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def has_cuda_driver() -> bool:
    """Whether the library is here that torch needs to see a GPU, which takes no time to find out."""
    try:
        ctypes.CDLL(CUDA_DRIVER)
    except OSError:
        return False
    return True


def half_precision() -> DType:
    """Number format of vision models: bf16 on GPUs that support it, fp16 on others, fp32 on a CPU."""
    if device() == "cpu":
        return "float32"
    import torch

    return "bfloat16" if torch.cuda.is_bf16_supported() else "float16"


def parameter_bytes(module: Any) -> int:
    """Bytes of a torch module's parameters."""
    return sum(parameter.numel() * parameter.element_size() for parameter in module.parameters())
