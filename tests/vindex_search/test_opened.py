"""opened: where the index is opened, and that no key goes there in the open."""

from __future__ import annotations

from pathlib import Path

import pytest

from vindex_search.models.catalogue import model_set
from vindex_search.opened import Opened, dimensions, open_server_index
from vindex_search.settings import Settings

OFFLINE = model_set("offline")


@pytest.mark.parametrize("url", ["http://localhost:6333", "http://127.0.0.1:6333"])
@pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection")
def test_a_key_is_sent_where_nobody_listens(url: str) -> None:
    open_server_index(Settings(qdrant_url=url, qdrant_api_key="hidden"), OFFLINE).close()


def test_a_key_is_not_sent_unencrypted() -> None:
    settings = Settings(qdrant_url="http://qdrant.example:6333", qdrant_api_key="hidden")
    with pytest.raises(
        ValueError, match=r"http://qdrant\.example:6333 would have the API key sent unencrypted"
    ) as told:
        open_server_index(settings, OFFLINE)
    assert "hidden" not in str(told.value)


def test_a_set_without_pictures_has_no_size_for_them() -> None:
    assert dimensions(OFFLINE).visual is None
    assert dimensions(model_set("standard")).visual == 768


def test_nothing_is_asked_before_it_is_open(tmp_path: Path) -> None:
    opened = Opened(Settings(home=tmp_path), OFFLINE)
    assert not opened.ready
    with pytest.raises(RuntimeError, match="not open"):
        _ = opened.retriever
    with pytest.raises(RuntimeError, match=r"open\(\) comes first"):
        opened.load(fill=True)
    opened.close()
