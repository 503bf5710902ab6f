"""routes: every route of the installed version of Dagster's webserver has been decided about."""

from __future__ import annotations

from typing import Any, cast

import pytest
from dagster_webserver.webserver import DagsterWebserver
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from vindex_assets.webserver.door.routes import allowed_methods, is_page

READ = {"GET", "HEAD"}
DECIDED = {
    "/server_info": READ,
    "/dagit_info": READ,
    "/graphql": READ | {"POST"},
    "/logs/{path:path}": READ,
    "/notebook": READ,
    "/dagit/notebook": READ,
    "/download_debug/{run_id:str}": READ,
    "/report_asset_materialization/{asset_key:path}": {"POST"},
    "/report_asset_check/{asset_key:path}": {"POST"},
    "/report_asset_observation/{asset_key:path}": {"POST"},
    "/{path:path}": READ,
    "/": READ,
}


@pytest.fixture(scope="module")
def routes() -> list[BaseRoute]:
    return list(cast("Any", DagsterWebserver)(None).build_routes())  # without a workspace: it is only asked for routes


def test_no_route_is_new(routes: list[BaseRoute]) -> None:
    named = [route for route in routes if isinstance(route, Route) and route.name != "root_static"]
    assert {route.path: set(route.methods or ()) for route in named} == DECIDED
    assert [route.path for route in routes if isinstance(route, WebSocketRoute)] == ["/graphql"]


def test_what_else_there_is_are_files(routes: list[BaseRoute]) -> None:
    others = [route for route in routes if not isinstance(route, Route | WebSocketRoute)]
    assert all(isinstance(route, Mount) and (route.name or "").endswith("_static") for route in others)


@pytest.mark.parametrize(("path", "methods"), DECIDED.items())
def test_the_door_allows_the_methods_of_each_route(path: str, methods: set[str]) -> None:
    assert allowed_methods(path.replace("{", "").replace("}", "")) == methods


def test_pages_are_what_the_ui_shows() -> None:
    assert all(map(is_page, ["/", "/runs/1", "/locations/vindex/jobs/x", "/graphql", "/assets"]))
    assert not any(map(is_page, ["/logs/a.out", "/download_debug/1", "/notebook", "/server_info"]))
