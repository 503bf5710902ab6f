"""The cache of loaded models: once per key, under a budget, oldest use first to go."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from vindex_search.models.cache import ModelCache, ModelKey, device, half_precision, parameter_bytes

PATIENCE_S = 30.0  # a wait this long means that what is waited for never comes


def key(name: str) -> ModelKey:
    return ModelKey(f"tests/{name}", "1", "cpu", "float32")


class Loads:
    """Loads strings and remembers which; one character is one byte."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, name: str) -> Callable[[], str]:
        def load() -> str:
            self.made.append(name)
            return name

        return load


@pytest.fixture
def loads() -> Loads:
    return Loads()


def test_a_second_request_gets_the_first_ones_model(loads: Loads) -> None:
    cache = ModelCache()
    first, second = (cache.get(key("a"), loads("a"), size=len) for _ in range(2))
    assert (first is second, loads.made) == (True, ["a"])


@pytest.mark.parametrize(
    "other", [key("b"), key("a")._replace(revision="2"), key("a")._replace(device="cuda"), key("a")._replace(dtype="x")]
)
def test_another_id_revision_device_or_dtype_is_another_model(loads: Loads, other: ModelKey) -> None:
    cache = ModelCache()
    cache.get(key("a"), loads("a"), size=len)
    assert cache.get(other, loads("other"), size=len) == "other"


def test_the_loaded_models_are_known_by_their_sizes(loads: Loads) -> None:
    cache = ModelCache()
    for one in (key("a"), key("a")._replace(device="cuda"), key("b")):
        cache.get(one, loads("four"), size=len)
    assert cache.sizes() == {"tests/a": 8, "tests/b": 4}


def test_threads_that_ask_at_once_load_once(loads: Loads) -> None:
    cache, together = ModelCache(), threading.Barrier(8)

    def load() -> str:
        time.sleep(0.2)  # so that the others have found nothing and wait for their turn to load
        return loads("a")()

    def ask(_: int) -> str:
        together.wait(PATIENCE_S)
        return cache.get(key("a"), load, size=len)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == ["a"] * 8
    assert loads.made == ["a"]


def test_a_loaded_model_is_had_while_another_is_loading(loads: Loads) -> None:
    cache, begun, had = ModelCache(), threading.Event(), threading.Event()
    cache.get(key("a"), loads("a"), size=len)

    def slow() -> str:
        begun.set()
        return "b" if had.wait(PATIENCE_S) else "waited in vain"

    with ThreadPoolExecutor(1) as threads:
        loading = threads.submit(cache.get, key("b"), slow, size=len)
        begun.wait(PATIENCE_S)
        cache.get(key("a"), loads("a"), size=len)
        had.set()
        assert loading.result() == "b"


def test_two_models_are_never_loaded_at_the_same_time() -> None:
    cache, alone = ModelCache(), threading.Lock()

    def load() -> str:
        assert alone.acquire(blocking=False)
        time.sleep(0.01)
        alone.release()
        return "a"

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda at: cache.get(key(str(at)), load, size=len), range(4))) == ["a"] * 4


def test_a_loader_may_load_another_model(loads: Loads) -> None:
    cache = ModelCache()
    assert cache.get(key("a"), lambda: cache.get(key("b"), loads("b"), size=len), size=len) == "b"


def test_the_least_recently_used_goes_first(loads: Loads) -> None:
    cache = ModelCache(budget=2)
    for name in ("a", "b", "a", "c", "a", "b"):
        cache.get(key(name), loads(name), size=len)
    assert loads.made == ["a", "b", "c", "b"]


def test_as_many_go_as_the_budget_asks(loads: Loads) -> None:
    cache = ModelCache(budget=4)
    for name in ("a", "b", "c", "four"):
        cache.get(key(name), loads(name), size=len)
    assert len(cache) == 1


def test_the_newest_stays_where_it_alone_passes_the_budget(loads: Loads) -> None:
    cache = ModelCache(budget=1)
    for _ in range(2):
        cache.get(key("large"), loads("large"), size=len)
    assert loads.made == ["large"]


def test_a_failed_load_leaves_nothing_behind(loads: Loads) -> None:
    cache = ModelCache()

    def fail() -> str:
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        cache.get(key("a"), fail, size=len)
    assert cache.get(key("a"), loads("a"), size=len) == "a"


def test_a_module_holds_what_its_parameters_hold() -> None:
    import torch

    assert parameter_bytes(torch.nn.Linear(10, 3, dtype=torch.float16)) == 2 * (10 * 3 + 3)


@pytest.mark.parametrize(
    ("on", "has_bf16", "expected"), [("cpu", True, "float32"), ("cuda", True, "bfloat16"), ("cuda", False, "float16")]
)
def test_number_format_follows_the_device(
    monkeypatch: pytest.MonkeyPatch, on: str, has_bf16: bool, expected: str
) -> None:
    import torch

    monkeypatch.setattr("vindex_search.models.cache.device", lambda: on)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: has_bf16)
    assert half_precision() == expected


@pytest.mark.parametrize(("has_cuda", "expected"), [(True, "cuda"), (False, "cpu")])
def test_models_run_on_cuda_where_there_is_one(monkeypatch: pytest.MonkeyPatch, has_cuda: bool, expected: str) -> None:
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: has_cuda)
    assert device.__wrapped__() == expected
