"""app: what a foreign page sends deletes a run of Dagster's own web application, and behind the door it does not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import dagster as dg
import httpx
import pytest
from dagster_webserver.app import create_app_from_workspace_process_context
from starlette.types import ASGIApp

from tests.support.dagster.dagster_internals import WorkspaceProcessContext, create_run_for_test, instance_for_test
from tests.support.dagster.door import FROM_UI, HOST, JSON, OWN, DoorBefore

DELETE = 'mutation {{ deletePipelineRun(runId: "{run_id}") {{ __typename }} }}'
FORM = {"Content-Type": "text/plain"}
IMAGE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
ADDRESS_BAR = {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
FOREIGN = {"Origin": "https://evil.example"}
# Method, headers, and whether the mutation is in the URL; else it is the body.
ATTACKS = {
    "image": ("GET", IMAGE, True),
    "rebound host": ("GET", {"Host": "evil.example"}, True),
    "link from a caption": ("GET", ADDRESS_BAR, True),
    "image in a caption": ("GET", {**FROM_UI, "Sec-Fetch-Dest": "image", "Sec-Fetch-Mode": "no-cors"}, True),
    "form": ("POST", {**FORM, **FOREIGN}, True),
    "form without an origin": ("POST", FORM, True),
    "beacon": ("POST", {**FOREIGN, **IMAGE}, True),
    "rebound fetch": ("POST", {**JSON, "Host": "evil.example", "Origin": "http://evil.example"}, False),
    "fetch of another port": ("POST", {**JSON, **FROM_UI, "Origin": "http://127.0.0.1:5000"}, False),
}


@dataclass
class Webserver:
    """Dagster's web application and its instance."""

    app: ASGIApp
    instance: dg.DagsterInstance

    run_id: str = ""

    def delete(self, app: ASGIApp, method: str, headers: dict[str, str], *, by_url: bool) -> bool:
        """Ask an application to delete a run; returns whether the run is gone."""
        if not self.run_id or not self.instance.get_run_by_id(self.run_id):
            self.run_id = create_run_for_test(self.instance).run_id
        query = DELETE.format(run_id=self.run_id)
        url = f"/graphql?query={quote(query)}" if by_url else "/graphql"
        body = "" if by_url else json.dumps({"query": query})
        asyncio.run(_send(app, method, url, {"Host": HOST, "Accept": "*/*", **headers}, body))
        return self.instance.get_run_by_id(self.run_id) is None


async def _send(app: ASGIApp, method: str, url: str, headers: dict[str, str], body: str) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=OWN) as client:
        await client.request(method, url, headers=headers, content=body)


@pytest.fixture(scope="module")
def webserver() -> Iterator[Webserver]:
    with instance_for_test() as instance, WorkspaceProcessContext(instance, None) as context:
        yield Webserver(create_app_from_workspace_process_context(context), instance)


@pytest.mark.parametrize("attack", ["image", "beacon", "rebound fetch"])  # the others differ for the door alone
def test_dagster_alone_does_what_a_foreign_page_asks(webserver: Webserver, attack: str) -> None:
    method, headers, by_url = ATTACKS[attack]
    assert webserver.delete(webserver.app, method, headers, by_url=by_url)


@pytest.mark.parametrize("attack", ATTACKS)
def test_behind_the_door_it_does_not(webserver: Webserver, tmp_path: Path, attack: str) -> None:
    method, headers, by_url = ATTACKS[attack]
    door = DoorBefore(tmp_path, webserver.app)
    assert not webserver.delete(door.door, method, headers, by_url=by_url)
    key = door.make_key("ops")  # nor in the browser of somebody who is signed in
    assert not webserver.delete(door.door, method, {**headers, **door.cookie_of(key)}, by_url=by_url)


def test_the_ui_still_does(webserver: Webserver, tmp_path: Path) -> None:
    door = DoorBefore(tmp_path, webserver.app)
    assert webserver.delete(door.door, "POST", {**FROM_UI, **JSON}, by_url=False)
    key = door.make_key("ops")
    assert webserver.delete(door.door, "POST", {**FROM_UI, **JSON, **door.cookie_of(key)}, by_url=False)
