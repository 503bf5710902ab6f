"""One loaded model per (id, revision, device, dtype) in a process, least recently used first to go.

Everything heavy is imported here or behind here, late: a process that never asks for a model never pays for one.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, NamedTuple, TypeVar

T = TypeVar("T")
Device = Literal["cuda", "cpu"]
DType = Literal["float32", "float16", "bfloat16"]

BUDGET_BYTES: Final = 8 * 2**30  # parameters kept loaded; the standard set takes 2 GB in fp16


class ModelKey(NamedTuple):
    """What makes two loaded models the same."""

    model_id: str
    revision: str
    device: str
    dtype: str


@dataclass(frozen=True, slots=True)
class _Loaded:
    value: Any
    size: int


class ModelCache:
    """Loaded models under a budget of bytes; two threads that ask at once load once.

    Whoever uses a model asks for it each time: only then does one that is let go give its memory back.
    """

    def __init__(self, budget: int = BUDGET_BYTES) -> None:
        self._budget = budget
        self._loaded: OrderedDict[ModelKey, _Loaded] = OrderedDict()
        self._books = threading.Lock()
        # One load at a time: transformers patches torch for the whole process while it loads.
        self._loading = threading.RLock()

    def get(self, key: ModelKey, load: Callable[[], T], *, size: Callable[[T], int]) -> T:
        """The model of a key, loaded on first use; others go, oldest use first, where the budget is passed.

        A model that is loaded is had at once, even while another is being loaded.

        Args:
            key: Names the model.
            load: Makes it; whatever it raises passes through and nothing is kept.
            size: Bytes that the loaded model holds.
        """
        found = self._find(key)
        if found is None:
            with self._loading:
                found = self._find(key) or self._keep(key, load(), size)
        value: T = found.value
        return value

    def __len__(self) -> int:
        """Number of models loaded."""
        return len(self._loaded)

    def sizes(self) -> dict[str, int]:
        """Bytes that the loaded models hold, by model id."""
        with self._books:
            found: Counter[str] = Counter()
            for key, loaded in self._loaded.items():
                found[key.model_id] += loaded.size
        return dict(found)

    def _find(self, key: ModelKey) -> _Loaded | None:
        with self._books:
            if key in self._loaded:
                self._loaded.move_to_end(key)
            return self._loaded.get(key)

    def _keep(self, key: ModelKey, value: T, size: Callable[[T], int]) -> _Loaded:
        """Keep the newest even where it alone passes the budget, for it is needed now; let the oldest go."""
        made = _Loaded(value, size(value))
        with self._books:
            self._loaded[key] = made
            while len(self._loaded) > 1 and sum(one.size for one in self._loaded.values()) > self._budget:
                self._loaded.popitem(last=False)
        return made


MODEL_CACHE: Final = ModelCache()


@cache
def device() -> Device:
    """The device that models run on: CUDA where there is one."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def half_precision() -> DType:
    """Number format of the models for pictures: bf16 on a GPU that has it, fp16 on others, fp32 on a CPU."""
    import torch

    if device() == "cpu":
        return "float32"
    return "bfloat16" if torch.cuda.is_bf16_supported() else "float16"


def parameter_bytes(module: Any) -> int:
    """Bytes of a torch module's parameters."""
    return sum(parameter.numel() * parameter.element_size() for parameter in module.parameters())
