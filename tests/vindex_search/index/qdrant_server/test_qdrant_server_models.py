"""qdrant_server_models: the filters by which points are deleted, counted and searched."""

from __future__ import annotations

from qdrant_client import models as qm

from vindex_search.index.qdrant_server_models import HEAD_CHANNEL, payload_filter, point_filter, query_request
from vindex_search.index.types import ChannelQuery


def condition(field: str, *values: str) -> qm.FieldCondition:
    return qm.FieldCondition(key=field, match=qm.MatchAny(any=list(values)))


def test_a_filter_asks_for_all_that_is_included_and_nothing_that_is_excluded() -> None:
    found = payload_filter(video_id=["a", "b"], workspace=["team"], exclude={"generation": ["a@1"]})
    assert found == qm.Filter(
        must=[condition("video_id", "a", "b"), condition("workspace", "team")],
        must_not=[condition("generation", "a@1")],
    )


def test_the_head_of_a_video_is_none_of_its_points() -> None:
    assert point_filter(video_id=["a"]) == qm.Filter(
        must=[condition("video_id", "a")], must_not=[condition("channel", HEAD_CHANNEL)]
    )


def test_what_counts_is_compared_with_every_original_vector() -> None:
    search = ChannelQuery(
        channel="speech", using="text", vector=[1.0], point_channels=("speech",), limit=1, to_count=True
    )
    params = query_request(search, quantised=True).params
    assert params is not None
    assert params.model_dump(exclude_none=True) == {
        "exact": True,
        "indexed_only": False,
        "quantization": {"ignore": True},
    }
