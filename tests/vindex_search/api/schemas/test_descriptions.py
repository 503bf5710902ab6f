"""Descriptions over HTTP: searched, filtered by, counted, shown, with clock times, and nobody else's."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.support.http.keyed_service import make_key, served
from tests.support.library.home import open_home
from tests.support.library.prepared.indexed_library import index_all
from tests.support.media.films import backdated
from tests.support.session.session_cache import SessionCache

OWN: Final[dict[str, Any]] = {
    "title": "Sourdough at altitude",
    "description": "Thermometers and patience.",
    "people": ["Ada Bauer"],
    "recorded_at": "2026-03-01T14:30:00+01:00",
    "place": "Innsbruck",
    "source": "https://example.org/7",
    "tags": ["baking"],
    "attributes": {"camera": "B"},
}
OTHERS: Final[dict[str, Any]] = {
    "title": "Payroll secrets",
    "people": ["Ada Bauer", "Eve"],
    "place": "Vault",
    "attributes": {"pin": "1"},
}
FACETS: Final = "person,place,recorded,attribute,tag"
FOREIGN: Final = ("Eve", "Vault", "Payroll", "pin=1")


def described(folder: Path) -> None:
    """A library with a described film in each of two workspaces, and one that nothing is said about."""
    with open_home(folder) as home:
        for key, said in (("tea/one.mp4", OWN), ("team/two.mp4", OTHERS), ("tea/three.mp4", None)):
            home.upload_film(key, "Put the loaf into a hot oven.")
            if said:
                file = (home.uploads / key).with_suffix(".json")
                file.write_text(json.dumps(said))
                backdated(file)
        index_all(home)


@pytest.fixture(scope="module")
def tea(session_cache: SessionCache, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client with a key of the workspace `tea`."""
    folder = tmp_path_factory.mktemp("described") / "home"
    shutil.copytree(session_cache.get("described-library", described), folder)
    key = make_key(folder, "tea", "tea", scopes=("search",))
    with served(folder) as service, service.client(key) as client:
        yield client


def get(client: httpx.Client, path: str, **params: Any) -> Any:
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    return response.json()


def titles(answer: Any, of: str = "moments") -> set[str]:
    return {one["title"] for one in answer[of]}


def test_a_title_is_found_at_the_start_of_its_film(tea: httpx.Client) -> None:
    moment = get(tea, "/v1/search", q="sourdough at altitude")["moments"][0]
    assert (moment["title"], moment["start_s"]) == ("Sourdough at altitude", 0.0)
    assert moment["evidence"][0]["source"] == "title"


def test_a_description_is_found_and_named_as_what_it_is(tea: httpx.Client) -> None:
    evidence = get(tea, "/v1/search", q="thermometers")["moments"][0]["evidence"]
    assert ("Thermometers and patience.", "description") in {(one["text"], one["source"]) for one in evidence}


def test_what_is_said_in_the_film_has_no_such_source(tea: httpx.Client) -> None:
    moments = get(tea, "/v1/search", q="hot oven", channels="speech")["moments"]
    assert {one["source"] for moment in moments for one in moment["evidence"]} == {None}


def test_moments_have_the_clock_times_of_the_recording(tea: httpx.Client) -> None:
    found = get(tea, "/v1/search", q="hot oven")["moments"]
    clocks = {one["title"]: (one["recorded_start"] or "")[:13] for one in found}
    assert clocks == {"Sourdough at altitude": "2026-03-01T14", "three": ""}


@pytest.mark.parametrize(
    "chosen",
    [
        {"person": "Ada Bauer"},
        {"place": ["Innsbruck", "Graz"]},
        {"attribute": "camera=B"},
        {"recorded_after": "2026-03-01", "recorded_before": "2026-03-02"},
        {"recorded_after": "2026-03-01T13:30:00Z"},
        {"tag": "baking"},
    ],
    ids=str,
)
def test_filters_narrow_searches_and_lists(tea: httpx.Client, chosen: dict[str, Any]) -> None:
    assert titles(get(tea, "/v1/search", q="hot oven", **chosen)) == {"Sourdough at altitude"}
    assert titles(get(tea, "/v1/videos", **chosen), "videos") == {"Sourdough at altitude"}


@pytest.mark.parametrize(
    "chosen",
    [{"person": "Eve"}, {"place": "Graz"}, {"attribute": "camera=A"}, {"recorded_before": "2026-03-01"}, {"tag": "x"}],
    ids=str,
)
def test_filters_that_nothing_passes_find_nothing(tea: httpx.Client, chosen: dict[str, Any]) -> None:
    assert get(tea, "/v1/search", q="hot oven", **chosen)["moments"] == []
    assert get(tea, "/v1/videos", **chosen)["videos"] == []


@pytest.mark.parametrize("path", ["/v1/search?q=oven", "/v1/videos"])
def test_an_attribute_is_a_key_and_a_value(tea: httpx.Client, path: str) -> None:
    response = tea.get(path, params={**httpx.URL(path).params, "attribute": "camera"})
    assert (response.status_code, "key=value" in response.json()["detail"]) == (422, True)


@pytest.mark.parametrize("path", ["/v1/search?q=hot oven", "/v1/videos"])
def test_facets_count_what_the_caller_sees(tea: httpx.Client, path: str) -> None:
    facets = get(tea, path, **{**httpx.URL(path).params, "facets": FACETS})["facets"]
    counts = {name: {one["value"]: one["count"] for one in values} for name, values in facets.items()}
    assert counts == {
        "tag": {"baking": 1},
        "person": {"Ada Bauer": 1},
        "place": {"Innsbruck": 1},
        "recorded": {"2026-03": 1},
        "attribute": {"camera=B": 1},
    }


def test_a_video_says_what_is_said_about_it(tea: httpx.Client) -> None:
    videos = get(tea, "/v1/videos")["videos"]
    said = {video["title"]: video["description"] for video in videos}
    assert said["three"] is None
    assert {name: said["Sourdough at altitude"][name] for name in ("text", "people", "place", "source_url")} == {
        "text": "Thermometers and patience.",
        "people": ["Ada Bauer"],
        "place": "Innsbruck",
        "source_url": "https://example.org/7",
    }
    assert {tuple(video["tags"]) for video in videos} == {("baking",), ()}


@pytest.mark.parametrize(
    "path",
    [
        "/v1/search?q=payroll secrets",
        "/v1/search?q=oven&person=Ada Bauer",
        "/v1/videos?person=Eve",
        "/v1/suggest?q=pay",
    ],
)
def test_other_workspaces_descriptions_are_in_no_answer(tea: httpx.Client, path: str) -> None:
    answer = tea.get(path, params={**httpx.URL(path).params, "facets": FACETS} if "suggest" not in path else None)
    assert answer.status_code == 200
    assert not [word for word in FOREIGN if word in answer.text.replace("payroll secrets", "")]


def test_a_new_title_is_suggested(tea: httpx.Client) -> None:
    assert "Sourdough at altitude" in tea.get("/v1/suggest", params={"q": "sour"}).text
