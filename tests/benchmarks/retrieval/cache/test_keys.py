"""Keys: whatever decides what is kept changes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.retrieval.cache import keys
from benchmarks.retrieval.cache.keys import code_digest, default_cache, index_key, points_key, queries_key
from benchmarks.retrieval.lectures import Lecture
from vindex_search.models.catalogue import model_set

LECTURE = Lecture("a", ((0.0, 5.0, "the kettle"),))


@pytest.mark.parametrize(
    "other",
    [Lecture("b", LECTURE.cues), Lecture("a", ((0.0, 5.0, "a kettle"),)), Lecture("a", ((0.0, 6.0, "the kettle"),))],
)
def test_other_captions_have_another_key(other: Lecture) -> None:
    assert points_key(other) != points_key(LECTURE) == points_key(Lecture("a", LECTURE.cues))


def test_other_models_have_other_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    before = points_key(LECTURE), queries_key()
    monkeypatch.setattr(keys, "MODELS", model_set("standard"))
    assert not {points_key(LECTURE), queries_key()} & set(before)


def test_other_code_has_another_digest(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    source = tmp_path / "room" / "passages.py"
    source.write_text("one", encoding="utf-8")
    before = code_digest.__wrapped__(("room",), tmp_path)
    source.write_text("two", encoding="utf-8")
    assert code_digest.__wrapped__(("room",), tmp_path) != before


def test_every_source_that_is_named_exists() -> None:
    assert all((keys.CHECKOUT / name).exists() for name in (*keys.POINTS_CODE, *keys.INDEX_CODE))


def test_an_index_is_that_of_its_videos_in_any_order() -> None:
    assert index_key(["x", "y"]) == index_key(["y", "x"]) != index_key(["x"])


def test_the_cache_is_where_the_user_keeps_caches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache().is_relative_to(tmp_path)
