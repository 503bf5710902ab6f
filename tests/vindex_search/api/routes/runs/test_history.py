"""history: every attempt at a video, by run, in pages."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.vindex_search.api.routes.runs.conftest import Scene


def history(client: httpx.Client, video_id: str, **params: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/v1/videos/{video_id}/history", params=params).json()
    return answer


def test_runs_come_newest_first_with_who_asked_and_why_they_failed(scene: Scene) -> None:
    runs = history(scene.admin, scene.ids["deaf"])["runs"]
    assert [(run["run_id"], run["asked_by"]) for run in runs] == [("r2", "repair"), ("r1", "repair"), ("r0", "sensor")]
    newest = runs[0]
    assert (newest["outcome"], newest["seconds"], newest["hosts"]) == ("failed", 4.0, ["host-1"])
    assert newest["run_url"] == "https://runs.example/runs/r2"
    assert [(each["asset"], each["reason"]) for each in newest["steps"]] == [
        ("audio", "Qdrant is away"),
        ("video", None),
    ]


def test_pages_follow_each_other_to_the_end(scene: Scene) -> None:
    first = history(scene.admin, scene.ids["deaf"], limit=2)
    second = scene.admin.get(first["next"]).json()
    assert [run["run_id"] for page in (first, second) for run in page["runs"]] == ["r2", "r1", "r0"]
    assert second["next"] is None


def test_a_video_without_attempts_has_an_empty_history(scene: Scene) -> None:
    assert history(scene.admin, scene.ids["bread"]) == {"video_id": scene.ids["bread"], "runs": [], "next": None}


def test_machines_are_named_to_admins_alone(scene: Scene) -> None:
    runs = history(scene.searcher, scene.ids["deaf"])["runs"]
    assert runs[0]["hosts"] is None
    assert {each["host"] for run in runs for each in run["steps"]} == {None}
    assert history(scene.team, scene.ids["deaf"])["runs"][0]["hosts"] == ["host-1"]


@pytest.mark.parametrize("limit", ["0", "101", "many"])
def test_a_page_is_bounded(scene: Scene, limit: str) -> None:
    answer = scene.admin.get(f"/v1/videos/{scene.ids['deaf']}/history", params={"limit": limit})
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("video_id", ["team--none-0123456789", "..", "other--bread-0123456789"])
def test_an_unknown_video_has_none(scene: Scene, video_id: str) -> None:
    assert scene.team.get(f"/v1/videos/{video_id}/history").status_code == httpx.codes.NOT_FOUND
