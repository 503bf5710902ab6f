"""The cache of loaded models: one load per key, a budget, eviction of the least recently used."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from vindex_search.models.cache import ModelCache, ModelKey, device, half_precision, parameter_bytes

TIMEOUT_S = 30.0


def key(name: str) -> ModelKey:
    return ModelKey(f"tests/{name}", "1", "cpu", "float32")


class Loads:
    """Loaders of strings that record each load; the size of a string is its length."""

    def __init__(self) -> None:
        self.loaded: list[str] = []

    def __call__(self, name: str) -> Callable[[], str]:
        def load() -> str:
            self.loaded.append(name)
            return name

        return load


@pytest.fixture
def loads() -> Loads:
    return Loads()


def test_a_second_get_returns_the_same_model(loads: Loads) -> None:
    cache = ModelCache()
    first, second = (cache.get(key("a"), loads("a"), size=len) for _ in range(2))
    assert (first is second, loads.loaded) == (True, ["a"])


@pytest.mark.parametrize(
    "other", [key("b"), key("a")._replace(revision="2"), key("a")._replace(device="cuda"), key("a")._replace(dtype="x")]
)
def test_id_revision_device_and_dtype_are_part_of_the_key(loads: Loads, other: ModelKey) -> None:
    cache = ModelCache()
    cache.get(key("a"), loads("a"), size=len)
    assert cache.get(other, loads("other"), size=len) == "other"


def test_sizes_are_summed_by_model_id(loads: Loads) -> None:
    cache = ModelCache()
    for model_key in (key("a"), key("a")._replace(device="cuda"), key("b")):
        cache.get(model_key, loads("four"), size=len)
    assert cache.sizes() == {"tests/a": 8, "tests/b": 4}


def test_a_loaded_model_is_returned_while_another_is_loading(loads: Loads) -> None:
    cache, started, returned = ModelCache(), threading.Event(), threading.Event()
    cache.get(key("a"), loads("a"), size=len)

    def slow_load() -> str:
        started.set()
        return "b" if returned.wait(TIMEOUT_S) else "waited in vain"

    with ThreadPoolExecutor(1) as threads:
        loading = threads.submit(cache.get, key("b"), slow_load, size=len)
        started.wait(TIMEOUT_S)
        cache.get(key("a"), loads("a"), size=len)
        returned.set()
        assert loading.result() == "b"


def test_a_loader_may_load_another_model(loads: Loads) -> None:
    cache = ModelCache()
    assert cache.get(key("a"), lambda: cache.get(key("b"), loads("b"), size=len), size=len) == "b"


def test_the_least_recently_used_is_evicted_first(loads: Loads) -> None:
    cache = ModelCache(budget=2)
    for name in ("a", "b", "a", "c", "a", "b"):
        cache.get(key(name), loads(name), size=len)
    assert loads.loaded == ["a", "b", "c", "b"]


def test_as_many_are_evicted_as_the_budget_requires(loads: Loads) -> None:
    cache = ModelCache(budget=4)
    for name in ("a", "b", "c", "four"):
        cache.get(key(name), loads(name), size=len)
    assert len(cache) == 1


def test_the_newest_stays_even_if_it_alone_exceeds_the_budget(loads: Loads) -> None:
    cache = ModelCache(budget=1)
    for _ in range(2):
        cache.get(key("large"), loads("large"), size=len)
    assert loads.loaded == ["large"]


def test_a_failed_load_leaves_the_cache_unchanged(loads: Loads) -> None:
    cache = ModelCache()

    def fail() -> str:
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        cache.get(key("a"), fail, size=len)
    assert cache.get(key("a"), loads("a"), size=len) == "a"


def test_the_bytes_of_a_module_are_those_of_its_parameters() -> None:
    import torch

    assert parameter_bytes(torch.nn.Linear(10, 3, dtype=torch.float16)) == 2 * (10 * 3 + 3)


@pytest.mark.parametrize(
    ("on", "has_bf16", "expected"), [("cpu", True, "float32"), ("cuda", True, "bfloat16"), ("cuda", False, "float16")]
)
def test_half_precision_depends_on_the_device(
    monkeypatch: pytest.MonkeyPatch, on: str, has_bf16: bool, expected: str
) -> None:
    import torch

    monkeypatch.setattr("vindex_search.models.cache.device", lambda: on)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: has_bf16)
    assert half_precision() == expected


@pytest.mark.parametrize(("has_cuda", "expected"), [(True, "cuda"), (False, "cpu")])
def test_the_device_is_cuda_where_available(monkeypatch: pytest.MonkeyPatch, has_cuda: bool, expected: str) -> None:
    import torch

    monkeypatch.setattr("vindex_search.models.cache.has_cuda_driver", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: has_cuda)
    assert device.__wrapped__() == expected


def test_without_a_driver_torch_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vindex_search.models.cache.CUDA_DRIVER", "libno-such-driver.so")
    monkeypatch.setitem(sys.modules, "torch", None)  # importing it would raise
    assert device.__wrapped__() == "cpu"
