"""Progress in the answers about videos."""

from __future__ import annotations

import pytest

from tests.vindex_search.api.routes.runs.conftest import Scene


def test_a_video_in_work_has_its_share_its_step_and_the_last_sign_of_life(scene: Scene) -> None:
    progress = scene.admin.get(f"/v1/videos/{scene.ids['heard']}").json()["progress"]
    assert 0.1 < progress["share"] < 0.5
    assert (progress["asset"], progress["asset_share"]) == ("transcript", 0.5)
    assert progress["last_sign_at"] == "2026-01-01T00:00:30+00:00"
    assert progress["is_silent"] is False
    assert progress["run_url"] == "https://runs.example/runs/r1"


def test_the_list_says_the_same(scene: Scene) -> None:
    listed = {video["title"]: video["progress"] for video in scene.admin.get("/v1/videos").json()["videos"]}
    one = scene.admin.get(f"/v1/videos/{scene.ids['heard']}").json()["progress"]
    assert {**listed["heard"], "silent_s": 0} == {**one, "silent_s": 0}
    assert (listed["paused"]["share"], listed["paused"]["asset"]) == (0, None)


@pytest.mark.parametrize("title", ["deaf", "torn", "bread"])
def test_a_video_that_nobody_works_on_has_none(scene: Scene, title: str) -> None:
    assert scene.admin.get(f"/v1/videos/{scene.ids[title]}").json()["progress"] is None
