"""The search engine: the order of its life cycle."""

from __future__ import annotations

from pathlib import Path

import pytest

from vindex_search.models.catalogue import model_set
from vindex_search.query.engine import SearchEngine
from vindex_search.settings import Settings

OFFLINE = model_set("offline")


def test_an_engine_that_is_not_open_refuses_to_load_and_search(tmp_path: Path) -> None:
    engine = SearchEngine(Settings(home=tmp_path), OFFLINE)
    assert not engine.ready
    with pytest.raises(RuntimeError, match="not open"):
        _ = engine.retriever
    with pytest.raises(RuntimeError, match=r"open\(\) comes first"):
        engine.load(fill=True)
    engine.close()
