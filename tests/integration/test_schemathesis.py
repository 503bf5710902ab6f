"""Fuzzing of the HTTP API from its OpenAPI document: valid and invalid requests never cause a server error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.support.http.service import ready_service, served
from tests.support.library.prepared.indexed_library import small_library
from tests.support.session.session_cache import SessionCache
from vindex_search.api.problems import MEDIA_TYPE
from vindex_search.auth.key_store import create_key
from vindex_search.models.active_set import library_store
from vindex_search.settings import Settings

FEW = 8
# Examples for each operation, and of how many operations one: at every change a share.
SHARES = [(FEW, 3), pytest.param(50, 1, marks=pytest.mark.slow)]
SLOW = list(HealthCheck)  # cases are generated slowly, and many are rejected
NO_SUCH_FORMAT = 501  # oEmbed 1.0, section 2.3.4.1: what it answers to a format that it has not
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def client(session_cache: SessionCache, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with ready_service(small_library(session_cache, tmp_path_factory.mktemp("random") / "home")) as (_, client):
        yield client


@pytest.mark.parametrize(("examples", "step"), SHARES)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_request_is_a_server_error(client: httpx.Client, mode: GenerationMode, examples: int, step: int) -> None:
    send_many(client, mode, examples, headers={}, step=step)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_request_with_a_key_is_one_either(session_cache: SessionCache, tmp_path: Path, mode: GenerationMode) -> None:
    home = small_library(session_cache, tmp_path / "home")
    _, key = create_key(library_store(Settings(home=home)), "fuzz", ["admin"], [])
    with served(Settings(home=home)) as client:
        send_many(client, mode, FEW, headers={"Authorization": f"Bearer {key}"})


def send_many(
    client: httpx.Client, mode: GenerationMode, examples: int, headers: dict[str, str], step: int = 1
) -> None:
    described = schemathesis.openapi.from_url(f"{client.base_url}/openapi.json")
    for found in islice(described.get_all_operations(), 0, None, step):
        assert isinstance(found, Ok)
        operation = found.ok()

        @given(operation.as_strategy(generation_mode=mode))
        @settings(max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=SLOW)
        def send(case: schemathesis.Case[Any]) -> None:
            answer = case.call(headers=headers)
            is_said_by_oembed = case.operation.path == "/oembed" and answer.status_code == NO_SUCH_FORMAT
            case.validate_response(answer, checks=CHECKS[1:] if is_said_by_oembed else CHECKS)

        with suppress(Unsatisfiable):  # a route without parameters has no invalid request
            send()


BYTES = ["%00", "%FF%FE", "%ED%A0%80", "%F0%9F%8C%8A", "a%0d%0aSet-Cookie:%20x", "%e2%80%ae", "..%2f..%2fetc%2fpasswd"]
NUMBERS = ["nan", "inf", "-inf", "-1", "-0.0", "1e308", "1e309", "1e-320", "9" * 400, "0x10", "1_0", "١", "", "%00"]


@pytest.mark.parametrize("value", BYTES)
def test_invalid_text_is_accepted_or_refused(client: httpx.Client, value: str) -> None:
    for address in (
        f"/v1/search?q={value}",
        f"/v1/search?q=x&workspace={value}",
        f"/v1/search?q=x&video_id={value}",
        f"/v1/search?q=x&channels={value}",
        f"/v1/videos?after={value}",
        f"/v1/videos?workspace={value}",
        f"/v1/videos/{value}",
        f"/v1/videos/{value}/media",
        f"/v1/videos/{value}/thumbnail",
        f"/web/{value}",
        f"/v/{value}",
    ):
        answer = client.get(address)
        assert answer.status_code < 500, address
        if answer.status_code >= 400 and not address.startswith("/web/"):
            assert answer.headers["content-type"] == MEDIA_TYPE, address


@pytest.mark.parametrize("value", NUMBERS)
def test_invalid_numbers_are_accepted_or_refused(client: httpx.Client, value: str) -> None:
    tides = next(video for video in client.get("/v1/videos").json()["videos"] if video["title"] == "tides")["video_id"]
    for address in (f"/v1/videos/{tides}/thumbnail?t={value}", f"/v1/search?q=x&limit={value}"):
        answer = client.get(address)
        assert answer.status_code in {200, 422}, address
        if answer.status_code == 422:
            assert answer.headers["content-type"] == MEDIA_TYPE, address
    assert client.get(f"/v1/videos?limit={value}").status_code in {200, 422}


def test_invalid_byte_ranges_are_accepted_or_refused(client: httpx.Client) -> None:
    tides = next(video for video in client.get("/v1/videos").json()["videos"] if video["title"] == "tides")["video_id"]
    for byte_range in (
        "bytes=9-3",
        "bytes=-",
        "bytes=99999999999-",
        "lines=1-2",
        "bytes=0-0,5-6",
        "bytes=a-b",
        "",
        "bytes=",
    ):
        answer = client.get(f"/v1/videos/{tides}/media", headers={"Range": byte_range})
        assert answer.status_code in {200, 206, 400, 416}, byte_range
