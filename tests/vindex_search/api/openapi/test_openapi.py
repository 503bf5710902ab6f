"""openapi: the document, and a client generated from it."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.http.service import ready_service
from tests.support.library.prepared.indexed_library import small_library
from tests.support.session.session_cache import SessionCache
from vindex_search.api.openapi import SEARCH_EXAMPLE
from vindex_search.api.schemas.query.search_response import SearchAnswer

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


@pytest.fixture(scope="module")
def client(session_cache: SessionCache, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with ready_service(small_library(session_cache, tmp_path_factory.mktemp("described") / "home")) as (_, client):
        yield client


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    paths = document["paths"].items()
    return {f"{method} {path}": operation for path, found in paths for method, operation in found.items()}


def test_every_error_is_the_one_problem_document(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        assert operation["responses"]["4XX"]["content"] == PROBLEM, name
        assert "422" not in operation["responses"], name
    assert set(document["components"]["schemas"]["Problem"]["required"]) == {"type", "title", "status", "detail"}
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_each_operation_has_an_id_of_its_own_and_a_tag(document: dict[str, Any]) -> None:
    subjects = {tag["name"] for tag in document["tags"] if tag["description"]}
    found = operations(document)
    assert all(set(operation["tags"]) <= subjects and operation["description"] for operation in found.values())
    assert len({operation["operationId"] for operation in found.values()}) == len(found)


def test_a_key_can_be_sent_in_three_ways_or_is_not_needed(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    assert {scheme.get("scheme") or scheme["in"] for scheme in schemes.values()} == {"bearer", "header", "cookie"}
    asked = document["paths"]["/v1/search"]["get"]["security"]
    assert {} in asked
    assert {name for one in asked for name in one} == set(schemes)
    assert "security" not in document["paths"]["/healthz"]["get"]


def test_the_example_is_a_valid_response(document: dict[str, Any]) -> None:
    answer = document["paths"]["/v1/search"]["get"]["responses"]["200"]["content"]["application/json"]
    assert SearchAnswer.model_validate(SEARCH_EXAMPLE).model_dump(mode="json") == SEARCH_EXAMPLE == answer["example"]


def test_the_document_is_the_same_at_a_second_request(client: httpx.Client, document: dict[str, Any]) -> None:
    assert client.get("/openapi.json").json() == document


def test_a_generated_client_searches(
    client: httpx.Client, document: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(document, tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    generated = importlib.import_module("generated_client").Client(base_url=str(client.base_url))
    ask = importlib.import_module("generated_client.api.search.search")
    with generated:
        answer = ask.sync(client=generated, q="what does the moon do", limit=1)
        problem = ask.sync(client=generated, q=" ")
    assert [moment.title for moment in answer.moments] == ["tides"]
    assert type(problem).__name__ == "Problem"
    assert problem.detail == "q is empty: describe in a few words what to find"


def generate(document: dict[str, Any], folder: Path) -> None:
    """Write the package `generated_client` into a folder; it has no functions for image responses."""
    (folder / "openapi.json").write_text(json.dumps(document))
    (folder / "config.yaml").write_text("post_hooks: []\n")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    places = {"path": "openapi.json", "config": "config.yaml", "output-path": "generated_client"}
    options = [part for name, place in places.items() for part in (f"--{name}", str(folder / place))]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
