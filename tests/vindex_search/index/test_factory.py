"""The factory of indexes: what a model set needs, and that no API key is sent unencrypted."""

from __future__ import annotations

import pytest

from vindex_search.index.factory import dimensions, open_server_index
from vindex_search.models.catalogue import model_set
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
