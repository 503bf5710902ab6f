"""suggest, over real HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.support.concurrency.waiting import until
from tests.support.http.service import video_id


def suggestions(client: httpx.Client, q: str, **params: Any) -> list[dict[str, Any]]:
    response = client.get("/v1/suggest", params={"q": q, **params})
    assert response.status_code == httpx.codes.OK, response.text
    answer = response.json()
    assert answer["query"] == q
    found: list[dict[str, Any]] = answer["suggestions"]
    return found


@pytest.fixture
def ready(films: httpx.Client) -> httpx.Client:
    until(lambda: suggestions(films, "tides"))
    return films


def test_a_title_is_suggested_with_its_video(ready: httpx.Client) -> None:
    assert suggestions(ready, "TIDE") == [
        {
            "text": "tides",
            "kind": "title",
            "count": 1,
            "highlights": [[0, 4]],
            "video_id": video_id(ready, "tides"),
            "start_s": None,
        }
    ]


def test_one_typo_is_forgiven(ready: httpx.Client) -> None:
    assert [one["text"] for one in suggestions(ready, "tdies")] == ["tides"]


def test_only_the_named_workspaces_are_looked_at(ready: httpx.Client) -> None:
    assert suggestions(ready, "tides", workspace="other") == []
    assert suggestions(ready, "tides", workspace=["other", "team"])


def test_no_more_than_the_limit_are_suggested(ready: httpx.Client) -> None:
    letters = [letter for letter in "abcdefghijklmnopqrstuvwxyz" if len(suggestions(ready, letter)) > 1]
    assert letters
    assert all(len(suggestions(ready, letter, limit=1)) == 1 for letter in letters)


@pytest.mark.parametrize("q", ["", " " * 200, "\x00\x1b\n", "%", "\u202e", "..."])
def test_what_has_no_words_suggests_nothing(ready: httpx.Client, q: str) -> None:
    assert suggestions(ready, q) == []


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"q": "x" * 201}, "200 characters"),
        ({}, "q: Field required"),
        ({"q": "x", "limit": 51}, "limit: Input should be less than or equal to 50"),
        ({"q": "x", "workspace": "No!"}, "workspace 'No!' is not"),
        ({"q": "x", "typo": "0"}, "typo: Extra inputs are not permitted"),
    ],
)
def test_an_invalid_request_gets_a_sentence_to_act_on(films: httpx.Client, params: dict[str, str], says: str) -> None:
    response = films.get("/v1/suggest", params=params)
    assert (response.status_code, says in response.json()["detail"]) == (422, True), response.text


def test_what_is_typed_is_not_logged(ready: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        suggestions(ready, "zanzibarsecret")
    ours = [vars(record) for record in caplog.records if record.name.startswith(("vindex", "uvicorn"))]
    assert any("query_chars" in fields for fields in ours)
    assert not [fields for fields in ours if "zanzibarsecret" in str(fields)]
