"""The list of facets that a caller asks for."""

from __future__ import annotations

import pytest

from vindex_search.videos.facets.names import FACETS, parse_facets


def test_names_are_taken_once_and_in_their_own_order() -> None:
    assert parse_facets("uploaded, tag ,tag") == ("tag", "uploaded")
    assert parse_facets(None) == parse_facets(" ") == ()


@pytest.mark.parametrize("asked", ["size", "tag,", "Tag", "tag;speaker"])
def test_an_unknown_name_is_refused_with_those_that_are_allowed(asked: str) -> None:
    with pytest.raises(ValueError, match="is unknown; allowed: workspace, tag, language, speaker"):
        parse_facets(asked)


def test_all_facets_can_be_asked_for() -> None:
    assert parse_facets(",".join(FACETS)) == FACETS
