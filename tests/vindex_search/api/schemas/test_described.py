"""described: the description accepts what the checks accept, and refuses what they refuse."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from vindex_search.api.schemas import described
from vindex_search.api.schemas.query.search import SearchParams
from vindex_search.contract.ids import is_workspace


def accepted(**given: Any) -> bool:
    try:
        SearchParams.model_validate(given)
    except ValidationError:
        return False
    return True


@given(st.text("ab-9Z.", max_size=44) | st.from_regex(described.WORKSPACE["pattern"]))
def test_workspaces(name: str) -> None:
    matches = re.search(described.WORKSPACE["pattern"], name) is not None and not name.endswith("\n")
    assert matches == is_workspace(name)


@given(st.lists(st.sampled_from(["speech", " words", "screen ", "visual", "", "sound"]), max_size=4).map(",".join))
def test_channels(value: str) -> None:
    assert bool(re.search(described.CHANNEL_LIST["pattern"], value)) == accepted(channels=value)


@given(st.lists(st.sampled_from(["workspace", " tag", "language ", "uploaded", "", "size"]), max_size=4).map(",".join))
def test_facets(value: str) -> None:
    assert bool(re.search(described.FACET_LIST["pattern"], value)) == accepted(facets=value)


@pytest.mark.parametrize("value", ["", "team--talk-0123456789", "team--talk", "a--b-0123456789x"])
def test_video_ids(value: str) -> None:
    assert bool(re.search(described.VIDEO_ID["pattern"], value)) == accepted(video_id=[value])
    assert bool(re.search(described.VIDEO_ID_OR_NONE["pattern"], value)) == (not value or accepted(video_id=[value]))


def test_the_document_has_them() -> None:
    found = SearchParams.model_json_schema()["properties"]
    assert found["workspace"]["items"]["pattern"] == described.WORKSPACE["pattern"]
    assert found["video_id"]["items"]["pattern"] == described.VIDEO_ID["pattern"]
    assert (found["tag"]["items"]["minLength"], found["speaker"]["items"]["maxLength"]) == (1, 200)
    assert (found["from_s"]["minimum"], found["to_s"]["maximum"]) == (0, 1e7)
