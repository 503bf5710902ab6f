"""facets: what an agent is told of the counts of videos."""

from __future__ import annotations

from vindex_search.api.mcp.facets import MAX_TOLD, facets_told
from vindex_search.videos.facets.names import Facet, FacetValue


def test_a_facet_is_one_line_of_its_most_frequent_values() -> None:
    values = tuple(FacetValue(f"t{at}", 30 - at) for at in range(MAX_TOLD + 2))
    tags, speakers = facets_told({"tag": Facet(values, more=3), "speaker": Facet(())})
    assert (len(tags.values), tags.more) == (MAX_TOLD, 5)
    assert tags.as_text().startswith("Videos by tag: t0 30, t1 29, ")
    assert tags.as_text().endswith("t19 11, 5 more values")
    assert speakers.as_text() == "Videos by speaker: none"


def test_nothing_is_told_where_nothing_was_asked_for() -> None:
    assert facets_told(None) == []
