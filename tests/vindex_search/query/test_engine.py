"""opened: a collection is opened before it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from vindex_search.models.catalogue import model_set
from vindex_search.query.engine import SearchEngine
from vindex_search.settings import Settings

OFFLINE = model_set("offline")


def test_nothing_is_asked_before_it_is_open(tmp_path: Path) -> None:
    opened = SearchEngine(Settings(home=tmp_path), OFFLINE)
    assert not opened.ready
    with pytest.raises(RuntimeError, match="not open"):
        _ = opened.retriever
    with pytest.raises(RuntimeError, match=r"open\(\) comes first"):
        opened.load(fill=True)
    opened.close()
