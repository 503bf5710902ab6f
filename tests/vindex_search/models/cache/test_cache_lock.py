"""The locks of the model cache: one load at a time, and no eviction between the steps of a look-up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.support.concurrency.critical_section import CriticalSection
from vindex_search.models import cache as cache_module
from vindex_search.models.cache import ModelCache, ModelKey


def key(name: str) -> ModelKey:
    return ModelKey(f"tests/{name}", "1", "cpu", "float32")


def get(cache: ModelCache, name: ModelKey, load: Callable[[], str] = lambda: "a") -> str:
    return cache.get(name, load, size=len)


@pytest.mark.parametrize(("other", "loads"), [("a", 1), ("b", 2)])
def test_models_are_loaded_one_at_a_time_and_each_once(monkeypatch: pytest.MonkeyPatch, other: str, loads: int) -> None:
    section, loaded = CriticalSection(monkeypatch, cache_module, hand_over=True), list[str]()

    def load() -> str:
        loaded.append("a")
        return "a"

    cache = ModelCache()
    watched = section.around(load)
    assert section.check(lambda: get(cache, key("a"), watched), lambda: get(cache, key(other), watched))
    assert len(loaded) == loads


LOOKED_UP_WHEN_LOADED = 3  # times that the cache looks up the key: is it there, make it the newest, get it
LOOKED_UP_WHEN_LOADING = 5  # twice whether and what there is, and once to keep the new one


@pytest.mark.parametrize(
    ("loaded", "hold_at"),
    [
        *((True, step) for step in range(1, LOOKED_UP_WHEN_LOADED + 1)),
        *((False, step) for step in range(1, LOOKED_UP_WHEN_LOADING + 1)),
    ],
)
def test_a_look_up_and_an_eviction_do_not_mix(monkeypatch: pytest.MonkeyPatch, loaded: bool, hold_at: int) -> None:
    section = CriticalSection(monkeypatch, cache_module, hold_at=hold_at, hand_over=True)

    class WatchedKey(ModelKey):
        def __hash__(self) -> int:
            section.step()
            return super().__hash__()

    cache = ModelCache(budget=2)
    get(cache, key("b"))
    if loaded:
        get(cache, WatchedKey(*key("a")))
        get(cache, key("b"))
    assert section.check(lambda: get(cache, WatchedKey(*key("a"))), lambda: get(cache, key("b")))


def test_sizes_are_not_summed_while_models_come_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    section = CriticalSection(monkeypatch, cache_module, hand_over=True)

    class WatchedCounter(Counter[str]):
        def __getitem__(self, name: str) -> int:
            section.step()
            return super().__getitem__(name)

    monkeypatch.setattr(cache_module, "Counter", WatchedCounter)
    cache = ModelCache()
    get(cache, key("a"))
    assert section.check(cache.sizes, lambda: get(cache, key("b")))
    assert cache.sizes() == {"tests/a": 1, "tests/b": 1}
