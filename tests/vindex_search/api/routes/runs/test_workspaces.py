"""POST .../pause and .../resume: done, shown by /v1/status, and within the workspaces of an admin's key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.support.http.keyed_service import make_key, served
from vindex_search.audit.log import AuditLog
from vindex_search.models.active_set import library_store
from vindex_search.settings import Settings


@dataclass(frozen=True, repr=False)
class Steered:
    """A library without videos, and clients with keys: admins of everything, of `team`, of `tea`, and an uploader."""

    folder: Path
    admin: httpx.Client
    team: httpx.Client
    tea: httpx.Client
    uploader: httpx.Client


@pytest.fixture(scope="module")
def steered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Steered]:
    folder = tmp_path_factory.mktemp("steered") / "home"
    (folder / "uploads").mkdir(parents=True)
    keys = [make_key(folder, name, name) for name in ("team", "tea")]
    keys.append(make_key(folder, "uploader", "team", scopes=("search", "upload")))
    with served(folder) as service:
        clients = [service.client(key) for key in (service.key, *keys)]
        yield Steered(folder, *clients)
        for client in clients:
            client.close()


@pytest.fixture(autouse=True)
def resumed(steered: Steered) -> Iterator[None]:
    """At the end nothing is paused."""
    yield
    assert steered.admin.post("/v1/workspaces/team/resume").status_code == httpx.codes.OK


def test_a_workspace_is_paused_until_it_is_resumed(steered: Steered) -> None:
    answers = [steered.team.post("/v1/workspaces/team/pause") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json() == {"workspace": "team", "paused": True, "since": answers[0].json()["since"]}
    assert steered.team.get("/v1/status").json()["paused"] == ["team"]
    for _ in range(2):
        resumed = steered.team.post("/v1/workspaces/team/resume")
        assert resumed.json() == {"workspace": "team", "paused": False, "since": None}
    assert steered.team.get("/v1/status").json()["paused"] == []


def test_another_workspace_is_neither_paused_nor_seen_nor_resumed(steered: Steered) -> None:
    steered.team.post("/v1/workspaces/team/pause")
    for deed in ("pause", "resume"):
        refused = steered.tea.post(f"/v1/workspaces/team/{deed}")
        assert refused.status_code == httpx.codes.FORBIDDEN
        assert refused.json()["detail"] == "tea may not see workspace 'team'; allowed: tea"
    assert steered.tea.get("/v1/status").json()["paused"] == []
    assert steered.admin.get("/v1/status").json()["paused"] == ["team"]


def test_only_an_admin_may(steered: Steered) -> None:
    for path in ("workspaces/team/pause", "workspaces/team/resume", "videos/team--a-0123456789/cancel"):
        assert steered.uploader.post(f"/v1/{path}").status_code == httpx.codes.FORBIDDEN
    prioritised = steered.uploader.put("/v1/videos/team--a-0123456789/priority", json={"priority": "high"})
    assert prioritised.status_code == httpx.codes.FORBIDDEN
    assert steered.admin.get("/v1/status").json()["paused"] == []


def test_the_audit_log_has_the_key_and_the_workspace(steered: Steered) -> None:
    steered.team.post("/v1/workspaces/team/pause")
    entries = [entry for entry in AuditLog(library_store(Settings(home=steered.folder)).root).read() if entry]
    last = entries[-1]
    assert (last.action, last.result, last.workspace, last.actor_kind, last.actor_name) == (
        *("pause", "done", "team", "key", "team"),
    )
    assert last.address == "127.0.0.1"
    assert last.request_id


@pytest.mark.parametrize("name", ["No!", "a--b", "..%2Fteam", "%2e%2e", "a" * 42, "%00"])
def test_a_malformed_name_is_refused(steered: Steered, name: str) -> None:
    refused = steered.admin.post(f"/v1/workspaces/{name}/pause")
    assert refused.status_code in (404, 405, 422)
    assert refused.headers["content-type"] == "application/problem+json"
    assert steered.admin.get("/v1/status").json()["paused"] == []
