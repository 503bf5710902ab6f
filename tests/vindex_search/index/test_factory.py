"""The factory of indexes: dimensions of a model set, and API keys that are never sent unencrypted."""

from __future__ import annotations

import pytest

from vindex_search.index.factory import dimensions, open_server_index
from vindex_search.models.catalogue import model_set
from vindex_search.settings import Settings

OFFLINE = model_set("offline")


@pytest.mark.parametrize("url", ["http://localhost:6333", "http://127.0.0.1:6333"])
@pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection")
def test_a_key_may_be_sent_unencrypted_to_loopback(url: str) -> None:
    open_server_index(Settings(qdrant_url=url, qdrant_api_key="hidden"), OFFLINE).close()


def test_a_key_is_not_sent_unencrypted_to_other_hosts() -> None:
    settings = Settings(qdrant_url="http://qdrant.example:6333", qdrant_api_key="hidden")
    with pytest.raises(
        ValueError, match=r"http://qdrant\.example:6333 would have the API key sent unencrypted"
    ) as raised:
        open_server_index(settings, OFFLINE)
    assert "hidden" not in str(raised.value)


def test_a_set_without_a_vision_model_has_no_visual_dimension() -> None:
    assert dimensions(OFFLINE).visual is None
    assert dimensions(model_set("standard")).visual == 768
