"""workers: who works on what, for admins of the whole library."""

from __future__ import annotations

import httpx

from tests.vindex_search.api.routes.runs.conftest import Scene


def test_a_worker_is_busy_with_its_step_and_others_are_listed_apart(scene: Scene) -> None:
    answer = scene.admin.get("/v1/workers").json()
    (worker,) = answer["workers"]
    assert (worker["name"], worker["state"], worker["queues"]) == ("gpu@host-1", "busy", ["gpu"])
    (step,) = worker["steps"]
    assert (step["video_id"], step["asset"], step["share"]) == (scene.ids["heard"], "transcript", 0.5)
    assert step["began_at"] == "2026-01-01T00:00:00+00:00"
    (other,) = answer["steps"]
    assert (other["run_id"], other["host"], other["video_id"], other["queue"]) == ("r2", "host-9", None, None)


def test_a_key_of_a_workspace_or_without_the_scope_is_refused(scene: Scene) -> None:
    for client in (scene.team, scene.searcher):
        assert client.get("/v1/workers").status_code == httpx.codes.FORBIDDEN
