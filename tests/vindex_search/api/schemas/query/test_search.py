"""search: each invalid parameter gets a sentence that names it and what is allowed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from vindex_search.api.problems import Problem
from vindex_search.api.schemas.query.search import SearchParams
from vindex_search.auth.permissions import Caller

PROBLEM = "application/problem+json"
NOWHERE = "team--nothing-0123456789"


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"uploaded_after": "yesterday"}, "'yesterday' is no date; allowed are 2026-11-25 and 2026-11-25T14:30:00Z"),
        ({"uploaded_before": "2026-13-01"}, "'2026-13-01' is no date"),
        ({"uploaded_after": "0001-01-01T00:00:00+23:00"}, "is no date"),
        ({"uploaded_after": "\x00"}, "is no date"),
        ({"from_s": "nan"}, "nan is no time in a video; allowed are 0 to 10000000 seconds"),
        ({"to_s": "inf"}, "inf is no time in a video"),
        ({"from_s": -1}, "-1.0 is no time in a video"),
        ({"to_s": 1e9}, "1000000000.0 is no time in a video"),
        ({"from_s": "soon"}, "from_s: Input should be a valid number"),
        ({"from_s": 5, "to_s": 5}, "from_s=5.0 is not before to_s=5.0"),
        ({"from_s": 9, "to_s": 5}, "from_s=9.0 is not before to_s=5.0"),
        ({"language": "klingonese"}, "'klingonese' is no language code; allowed are codes such as de, ger or en-GB"),
        ({"language": ["de", ""]}, "'' is no language code"),
        ({"workspace": "a--b"}, "workspace 'a--b' is not valid; allowed are a-z, 0-9 and single '-'"),
        ({"workspace": ["team", ""]}, "workspace '' is not valid"),
        ({"workspace": "team\n"}, "workspace 'team\\n' is not valid"),
        ({"tag": ""}, "'' has 0 characters; allowed are 1 to 200"),
        ({"tag": "x" * 201}, "has 201 characters; allowed are 1 to 200"),
        ({"speaker": ""}, "'' has 0 characters"),
        ({"speaker": [f"S{at}" for at in range(101)]}, "speaker: List should have at most 100 items"),
        ({"video_id": NOWHERE + "0"}, "is no video id; /v1/videos lists them"),
        ({"channels": "speech,"}, "channel '' is unknown; allowed: speech, words, screen, visual"),
        ({"limit": 101}, "limit: Input should be less than or equal to 100"),
        ({"limit": "many"}, "limit: Input should be a valid integer"),
        ({"explain": "perhaps"}, "explain: Input should be a valid boolean"),
        ({"cursor": "no cursor"}, "cursor 'no cursor' is not valid"),
        ({"like": "there"}, "like='there' is not a position in a video; the form is <video id>@<seconds>"),
        ({"like": f"{NOWHERE}@nan"}, "is not a position in a video"),
        ({"like": f"{NOWHERE}@5"}, f"like='{NOWHERE}' is not a searchable video of this library"),
        ({"order": "time"}, "order=time needs exactly one video_id; none is given"),
        ({"order": "time", "video_id": [NOWHERE, f"{NOWHERE[:-1]}8"]}, "order=time needs exactly one video_id; 2 are"),
        ({"curve": "true"}, "curve=true needs exactly one video_id; none is given"),
        ({"order": "best"}, "order: Input should be 'rank' or 'time'"),
        ({"speakers": "Ann"}, "speakers: Extra inputs are not permitted"),
    ],
)
def test_an_invalid_parameter_is_named(client: httpx.Client, params: dict[str, Any], says: str) -> None:
    response = client.get("/v1/search", params={"q": "the moon", **params})
    assert response.status_code == 422
    assert response.headers["content-type"] == PROBLEM
    assert says in response.json()["detail"]


@pytest.mark.parametrize(
    "params",
    [
        {"uploaded_after": ""},
        {"uploaded_after": "2020-01-01"},
        {"uploaded_after": "2020-01-01T00:00:00+02:00", "uploaded_before": "9999-12-31"},
        {"from_s": 0, "to_s": 0.5},
        {"language": ["en-GB", "ger"]},
        {"tag": "sea", "speaker": "Größe, 1"},
        {"channels": " words , speech"},
        {"like": ""},
        {"cursor": ""},
        {"limit": 100, "explain": "true"},
        {"order": "time", "curve": "true", "video_id": [NOWHERE, NOWHERE]},
    ],
)
def test_valid_parameters_are_accepted(client: httpx.Client, params: dict[str, Any]) -> None:
    assert client.get("/v1/search", params={"q": "the moon", **params}).status_code == 200


def test_a_cursor_belongs_to_its_query(client: httpx.Client) -> None:
    following = client.get("/v1/search", params={"q": "the hot moon", "limit": 1}).json()["next"]
    assert following.startswith("/v1/search?q=the+hot+moon&")
    response = client.get(following.replace("hot", "cold"))
    assert response.status_code == 422
    assert "the cursor belongs to another query" in response.json()["detail"]


@pytest.mark.parametrize("given", ["q", "limit", "image"])
def test_a_form_is_validated_too(client: httpx.Client, given: str) -> None:
    data = {"q": "x" * 1001} if given == "q" else {"limit": "0"} if given == "limit" else {"q": "the moon"}
    files = {} if given == "image" else {"image": ("a.png", b"x")}
    response = client.post("/v1/search", data=data, files=files)
    assert response.status_code == 422
    assert given in response.json()["detail"]


def test_a_workspace_that_ends_in_a_dash_is_another_one() -> None:
    of_team = Caller("ci", frozenset({"search"}), ("team",))
    with pytest.raises(Problem, match="is not a searchable video of this library"):
        SearchParams(like="team---talk-0123456789@5").to_request(of_team)
    assert SearchParams(like="team--talk-0123456789@5").to_request(of_team).like is not None
