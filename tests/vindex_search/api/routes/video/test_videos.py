"""videos: list, show, delete and retry."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.support.http.service import opened_service, served, video_id
from tests.support.storage.notes import DECIDED, LOST
from tests.support.storage.video_records import attempted, indexed, register
from vindex_search.api.dependencies import allowed_workspaces, visible_video
from vindex_search.api.problems import Problem
from vindex_search.auth.permissions import Caller
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.ids import CHANNELS
from vindex_search.contract.records import FailureRecord, ForgottenRecord
from vindex_search.index import retry
from vindex_search.models.active_set import active_model_set, open_store
from vindex_search.query.service import SearchService
from vindex_search.settings import Settings
from vindex_search.storage.store import Store
from vindex_search.videos import delete

PROBLEM = "application/problem+json"


def titles(client: httpx.Client, **params: str | list[str]) -> list[str]:
    answer = client.get("/v1/videos", params=params)
    assert answer.status_code == 200, answer.text
    return sorted(video["title"] for video in answer.json()["videos"])


def test_a_video_has_all_its_fields(client: httpx.Client) -> None:
    name = video_id(client, "tides")
    video = client.get(f"/v1/videos/{name}").json()
    assert video == next(one for one in client.get("/v1/videos").json()["videos"] if one["video_id"] == name)
    assert (video["workspace"], video["tags"], video["language"]) == ("team", ["sea"], "en")
    assert {one["status"] for one in video["assets"]} == {"done"}
    assert [one["asset"] for one in video["assets"]][:3] == ["video", "frames", "audio"]
    assert video["bytes"] > 1000
    assert video["transcript_url"] == f"/v1/videos/{name}/transcript.vtt"
    assert video["storyboard_url"] == f"/v1/videos/{name}/storyboard.vtt"
    for address in ("transcript_url", "storyboard_url", "thumbnail_url", "media_url"):
        assert client.get(video[address]).status_code == 200


def test_a_video_has_its_points_by_channel(client: httpx.Client) -> None:
    channels = client.get(f"/v1/videos/{video_id(client, 'tides')}").json()["channels"]
    assert list(channels) == list(CHANNELS)
    assert channels["speech"] == channels["words"] == {"expected": 1, "present": 1}
    assert all(one["expected"] == one["present"] for one in channels.values())
    assert client.get(f"/v1/videos/{video_id(client, 'broken')}").json()["channels"] is None


def test_every_point_has_the_tags_of_its_video(client: httpx.Client, library: Path) -> None:
    settings = Settings(home=library)
    points = open_store(settings, active_model_set(settings)).read_table(
        video_id(client, "tides"), POINTS, columns=["tags"]
    )
    assert set(map(tuple, points["tags"].to_list())) == {("sea",)}


def test_a_failed_video_names_the_asset_that_failed(client: httpx.Client) -> None:
    video = client.get(f"/v1/videos/{video_id(client, 'broken')}").json()
    statuses = {one["asset"]: one["status"] for one in video["assets"]}
    assert statuses.pop("video") == video["status"] == "failed"
    assert set(statuses.values()) == {"waiting"}
    assert (video["failed_asset"], video["transcript_url"], video["storyboard_url"]) == ("video", None, None)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["bread", "broken", "tides"]),
        ({"workspace": "team"}, ["broken", "tides"]),
        ({"workspace": ["team", "other"]}, ["bread", "broken", "tides"]),
        ({"workspace": "nobody"}, []),
        ({"tag": "sea"}, ["tides"]),
        ({"tag": "team"}, []),
        ({"status": "indexed", "workspace": "team"}, ["tides"]),
    ],
)
def test_the_list_is_filtered(client: httpx.Client, params: dict[str, str | list[str]], expected: list[str]) -> None:
    assert titles(client, **params) == expected


def test_the_next_page_has_the_filters_of_the_first(client: httpx.Client) -> None:
    first = client.get("/v1/videos", params={"workspace": ["team", "other"], "status": "indexed", "limit": 1}).json()
    second = client.get(first["next"]).json()
    assert [video["title"] for video in first["videos"] + second["videos"]] == ["bread", "tides"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"status": "lost"}, "'indexed', 'processing', 'failed', 'waiting' or 'cancelled'"),
        ({"workspace": "No!"}, "workspace 'No!' is not"),
        ({"workspace": "a--b"}, "workspace 'a--b' is not valid"),
        ({"after": "x"}, "after='x' is no video id"),
        ({"limit": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_malformed_list_is_refused_with_a_sentence(client: httpx.Client, params: dict[str, str], says: str) -> None:
    refused = client.get("/v1/videos", params=params)
    assert (refused.status_code, refused.headers["content-type"]) == (422, PROBLEM)
    assert says in refused.json()["detail"]


def test_a_video_of_another_workspace_is_as_one_that_does_not_exist(library: Path) -> None:
    service = SearchService(Settings(home=library))
    tides = next(name for name in service.store.video_ids() if "tides" in name)
    stranger = Caller("a stranger", frozenset({"search"}), ("other",))
    assert visible_video(service, Caller("a friend", frozenset({"search"}), ("team",)), tides).title == "tides"
    with pytest.raises(Problem) as other:
        visible_video(service, stranger, tides)
    with pytest.raises(Problem) as missing:
        visible_video(service, stranger, tides[:-1] + ("0" if tides[-1] != "0" else "1"))
    assert other.value.status_code == missing.value.status_code == 404
    assert "there is no video" in other.value.detail
    assert allowed_workspaces(stranger, []) == ("other",)
    with pytest.raises(Problem, match="a stranger may not see workspace 'team'"):
        allowed_workspaces(stranger, ["team"])


@pytest.fixture
def own(made_library: Path, tmp_path: Path) -> Iterator[tuple[httpx.Client, Store]]:
    """A library that the test may change, and its store."""
    settings = Settings(home=shutil.copytree(made_library, tmp_path / "home"))
    with served(settings) as client:
        yield client, open_store(settings, active_model_set(settings))


@pytest.mark.parametrize("upload", ["false", "true"])
def test_a_deleted_video_is_not_found_from_now_on(own: tuple[httpx.Client, Store], tmp_path: Path, upload: str) -> None:
    client, store = own
    name = video_id(client, "tides")
    assert client.get("/v1/search", params={"q": "moon"}).json()["moments"]
    removed = client.delete(f"/v1/videos/{name}", params={"upload": upload})
    assert (removed.status_code, removed.content) == (204, b"")
    assert name not in {m["video_id"] for m in client.get("/v1/search", params={"q": "moon"}).json()["moments"]}
    assert client.get(f"/v1/videos/{name}").status_code == 404
    assert client.delete(f"/v1/videos/{name}").status_code == 404
    assert titles(client) == ["bread", "broken"]
    folder = tmp_path / "home" / "uploads" / "team" / "sea"
    assert sorted(path.name for path in folder.iterdir()) == ([] if upload == "true" else ["tides.en.vtt", "tides.mp4"])
    assert (store.read_record(name, ForgottenRecord) is None) == (upload == "true")


def test_the_route_uses_the_one_implementation_of_deletion(
    own: tuple[httpx.Client, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, bool]] = []

    def note(*given: object, upload: bool, actor: object) -> None:
        asked.append((str(given[-1]), upload))

    monkeypatch.setattr(delete, "delete_video", note)
    client, _ = own
    name = video_id(client, "tides")
    assert client.delete(f"/v1/videos/{name}", params={"upload": True}).status_code == 204
    assert asked == [(name, True)]


def test_a_video_deleted_by_another_request_meanwhile_is_not_found(
    own: tuple[httpx.Client, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*given: object, **_: object) -> None:
        raise delete.UnknownVideo(f"there is no video {given[-1]} in the library")

    monkeypatch.setattr(delete, "delete_video", too_late)
    client, _ = own
    assert client.delete(f"/v1/videos/{video_id(client, 'tides')}").status_code == 404


@pytest.fixture
def silent_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a Qdrant server that is down: the port is taken, and nothing listens on it."""
    monkeypatch.setattr(retry, "FIRST_WAIT_S", 0.0)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


def test_while_the_qdrant_server_is_down_nothing_is_deleted_and_later_all_is(
    made_library: Path, tmp_path: Path, silent_server: str
) -> None:
    settings = Settings(home=shutil.copytree(made_library, tmp_path / "home"))
    with opened_service(settings) as (service, client):
        name = video_id(client, "tides")
        before = client.get(f"/v1/videos/{name}").json()
        service.settings = settings.model_copy(update={"qdrant_url": silent_server})
        refused = client.delete(f"/v1/videos/{name}", params={"upload": True})
        assert (refused.status_code, refused.headers["content-type"]) == (503, PROBLEM)
        assert refused.json()["detail"] == ("the Qdrant server does not answer now; try again when it does")
        assert client.get(f"/v1/videos/{name}").json() == before
        assert service.store.read_record(name, ForgottenRecord) is None
        assert client.get("/v1/search", params={"q": "moon"}).json()["moments"]
        service.settings = settings
        assert client.delete(f"/v1/videos/{name}", params={"upload": True}).status_code == 204
        assert client.get(f"/v1/videos/{name}").status_code == 404
        assert service.store.read_record(name, ForgottenRecord) is None


def test_a_video_in_processing_is_not_deleted(own: tuple[httpx.Client, Store]) -> None:
    client, store = own
    name = register(store, "team/slow.mp4", attempted())
    refused = client.delete(f"/v1/videos/{name}")
    assert (refused.status_code, refused.headers["content-type"]) == (409, PROBLEM)
    assert "a run is processing" in refused.json()["detail"]
    assert client.get(f"/v1/videos/{name}").json()["status"] == "processing"
    store.write_record(name, indexed())
    assert client.delete(f"/v1/videos/{name}").status_code == 204


def test_only_a_failed_video_is_retried(own: tuple[httpx.Client, Store], tmp_path: Path) -> None:
    client, store = own
    broken, tides = video_id(client, "broken"), video_id(client, "tides")
    assert [video["video_id"] for video in client.get("/v1/videos", params={"status": "failed"}).json()["videos"]] == [
        broken
    ]
    for _ in range(2):
        accepted = client.post(f"/v1/videos/{broken}/retry")
        assert (accepted.status_code, accepted.json()["status"], accepted.json()["reason"]) == (202, "waiting", None)
    assert store.read_record(broken, FailureRecord) is None
    assert [path.name for path in (tmp_path / "home" / "store" / "touched").iterdir()] == [broken]
    refused = client.post(f"/v1/videos/{tides}/retry")
    assert (refused.status_code, refused.headers["content-type"]) == (409, PROBLEM)
    assert refused.json()["detail"] == f"{tides} is indexed; only a failed video can be retried, or a cancelled one"
    assert client.post("/v1/videos/team--gone-0000000000/retry").status_code == 404


def test_a_video_says_what_it_lacks(own: tuple[httpx.Client, Store]) -> None:
    client, store = own
    name = register(store, "team/torn.mp4", replace(indexed(), notes=(DECIDED, LOST)))
    video = client.get(f"/v1/videos/{name}").json()
    assert video["status"] == "indexed"
    assert video["notes"] == [{**DECIDED.to_dict(), "loss": False}, {**LOST.to_dict(), "loss": True}]
    assert video in client.get("/v1/videos").json()["videos"]
    assert client.get(f"/v1/videos/{video_id(client, 'tides')}").json()["notes"] == []
