"""Facets over HTTP: their shape, what is refused, and the filters that a count leads to."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from vindex_search.videos.facets.names import FACETS

ALL = ",".join(FACETS)
FILTERS = {
    "workspace": lambda value: {"workspace": value["value"]},
    "tag": lambda value: {"tag": value["value"]},
    "language": lambda value: {"language": value["value"]},
    "speaker": lambda value: {"speaker": value["value"]},
    "channel": lambda value: {"channels": value["value"]},
    "duration": lambda value: {"duration_from": value["from"], "duration_to": value["to"]},
    "uploaded": lambda value: {"uploaded_after": value["from"], "uploaded_before": value["to"]},
    "person": lambda value: {"person": value["value"]},
    "place": lambda value: {"place": value["value"]},
    "recorded": lambda value: {"recorded_after": value["from"], "recorded_before": value["to"]},
    "attribute": lambda value: {"attribute": value["value"]},
}
SELDOM = {"speaker", "person", "place", "recorded", "attribute"}  # what the films of these tests do not have


def answer(client: httpx.Client, path: str, **params: Any) -> dict[str, Any]:
    given = {name: value for name, value in params.items() if value is not None}
    response = client.get(path, params=given or None)  # none in place of those of the path
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_each_count_of_a_list_is_the_number_of_videos_that_its_filter_lists(films: httpx.Client) -> None:
    facets = answer(films, "/v1/videos", facets=ALL, limit=1)["facets"]
    assert list(facets) == list(FACETS)
    assert all(facets[name] for name in FACETS if name not in SELDOM)
    for name, values in facets.items():
        for value in values:
            listed = answer(films, "/v1/videos", **FILTERS[name](value))["videos"]
            assert len(listed) == value["count"], (name, value)


def test_each_count_of_a_search_is_what_the_search_finds_with_its_filter(films: httpx.Client) -> None:
    facets = answer(films, "/v1/search", q="moon and ocean", facets=ALL)["facets"]
    assert all(facets[name] for name in FACETS if name not in SELDOM)
    for name, values in facets.items():
        for value in values:
            narrowed = answer(
                films, "/v1/search", q="moon and ocean", facets="workspace,duration", **FILTERS[name](value)
            )
            other = "duration" if name == "workspace" else "workspace"  # of which each video has one value
            assert sum(one["count"] for one in narrowed["facets"][other]) == value["count"], (name, value)
            assert {moment["video_id"] for moment in narrowed["moments"]}, (name, value)


@pytest.mark.parametrize("path", ["/v1/videos", "/v1/search?q=moon"])
def test_an_unknown_facet_is_refused_with_those_that_are_allowed(films: httpx.Client, path: str) -> None:
    response = films.get(path, params={**httpx.URL(path).params, "facets": "tag,colour"})
    assert response.status_code == 422
    assert f"facet 'colour' is unknown; allowed: {', '.join(FACETS)}" in response.json()["detail"]


@pytest.mark.parametrize("path", ["/v1/videos", "/v1/search?q=moon"])
def test_a_range_of_durations_has_its_start_before_its_end(films: httpx.Client, path: str) -> None:
    params = {**httpx.URL(path).params, "duration_from": "60", "duration_to": "60"}
    assert films.get(path, params=params).json()["detail"] == "duration_from=60.0 is not before duration_to=60.0"
    response = films.get(path, params={**params, "duration_to": "-1"})
    assert response.status_code == 422
    assert "is no length of a video; allowed are 0 to" in response.json()["detail"]


def test_what_is_not_asked_for_is_not_counted(films: httpx.Client) -> None:
    for path in ("/v1/videos", "/v1/search?q=moon"):
        found = films.get(path).json()
        assert (found["facets"], found["facets_more"]) == (None, {})


def test_the_next_page_of_a_list_keeps_filters_and_facets(films: httpx.Client) -> None:
    first = answer(films, "/v1/videos", channels="words", duration_to=60, facets="tag", limit=1)
    assert first["next"]
    second = answer(films, first["next"])
    assert second["facets"] == first["facets"]
    assert second["videos"][0]["video_id"] > first["videos"][0]["video_id"]
    assert {"channels=words", "duration_to=60.0", "facets=tag"} <= set(first["next"].partition("?")[2].split("&"))


def test_several_tags_of_a_list_are_alternatives(films: httpx.Client) -> None:
    counts = {one["value"]: one["count"] for one in answer(films, "/v1/videos", facets="tag")["facets"]["tag"]}
    first = answer(films, "/v1/videos", tag=[*counts, "none"], limit=2)
    listed = [*first["videos"], *(answer(films, first["next"])["videos"] if first["next"] else [])]
    assert len(listed) == sum(counts.values()) > 0  # no video has two


def test_a_search_of_durations_finds_videos_of_them_alone(films: httpx.Client) -> None:
    assert answer(films, "/v1/search", q="moon", duration_from=3600)["moments"] == []
    found = answer(films, "/v1/search", q="moon", duration_to=3600)
    assert found["moments"]
    assert found["coverage"]["videos"] > 0


def test_a_search_like_a_position_has_no_facets(films: httpx.Client) -> None:
    moment = answer(films, "/v1/search", q="moon")["moments"][0]
    response = films.get("/v1/search", params={"like": f"{moment['video_id']}@0.5", "facets": "tag"})
    assert response.status_code == 422
    assert response.json()["detail"].startswith("facets count what a sentence finds")
