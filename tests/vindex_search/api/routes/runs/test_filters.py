"""Lists of videos by failure, model set and age."""

from __future__ import annotations

import httpx
import pytest

from tests.vindex_search.api.routes.runs.conftest import Scene


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"failed_asset": "audio"}, ["deaf"]),
        ({"failed_asset": "frames"}, []),
        ({"failure_kind": "permanent"}, ["torn"]),
        ({"reason": "no video"}, ["torn"]),
        ({"reason": "AWAY", "failure_kind": "transient"}, ["deaf"]),
        ({"failed_asset": "audio", "status": "indexed"}, []),
        ({"model_set": "offline"}, ["bread"]),
        ({"model_set": "standard"}, []),
        ({"younger_than": "3h"}, ["heard", "torn"]),
        ({"younger_than": "3h", "older_than": "1h", "status": "failed"}, ["torn"]),
        ({"older_than": "1d"}, ["bread", "deaf", "paused"]),
        ({"older_than": "1d", "uploaded_before": "2025-01-01"}, []),
    ],
)
def test_a_list_is_filtered(scene: Scene, params: dict[str, str], expected: list[str]) -> None:
    assert sorted(scene.titles(**params)) == expected


@pytest.mark.parametrize(
    ("params", "allowed"),
    [
        ({"failed_asset": "sound"}, "video, frames, audio"),
        ({"failure_kind": "odd"}, "permanent"),
        ({"model_set": "best"}, "offline"),
        ({"older_than": "week"}, "7d"),
    ],
)
def test_what_is_not_allowed_is_refused_with_what_is(scene: Scene, params: dict[str, str], allowed: str) -> None:
    answer = scene.admin.get("/v1/videos", params=params)
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert allowed in answer.json()["detail"]
    assert next(iter(params.values())) in answer.json()["detail"]


def test_the_next_page_is_filtered_too(scene: Scene) -> None:
    answer = scene.admin.get("/v1/videos", params={"reason": "i", "older_than": "1s", "limit": "1"}).json()
    after = scene.admin.get(answer["next"]).json()
    assert sorted(video["title"] for page in (answer, after) for video in page["videos"]) == ["deaf", "torn"]
    assert after["next"] is None


def test_facets_count_what_the_list_has(scene: Scene) -> None:
    for params, count in (({"failed_asset": "audio"}, 1), ({"model_set": "offline"}, 1), ({"reason": "i"}, 2)):
        facets = scene.admin.get("/v1/videos", params={**params, "facets": "workspace"}).json()["facets"]
        assert sum(value["count"] for value in facets["workspace"]) == count


def test_a_failed_video_says_whether_another_attempt_may_succeed(scene: Scene) -> None:
    kinds = {video["title"]: video["failure_kind"] for video in scene.admin.get("/v1/videos").json()["videos"]}
    assert kinds == {"heard": None, "paused": None, "deaf": "transient", "torn": "permanent", "bread": None}
