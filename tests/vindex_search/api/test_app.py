"""app: what every path has in common, asked of all of them: the key before the body, `Allow`, problems, probes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.http.keyed_service import make_key
from tests.support.http.server import serving
from tests.support.media.formats.first_bytes import MEDIA
from tests.support.storage.video_records import known_video
from vindex_search.api.app import create_app
from vindex_search.api.problems import MEDIA_TYPE
from vindex_search.query.service import SearchService
from vindex_search.settings import Settings

PATIENCE_S = 60
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
FILM = MEDIA["mp4"].ljust(1000, b"\0")
NAMES = {
    **{"job": "team--none-0123456789.0123456789abcdef", "sheet": "000", "workspace": "team", "path": "x.mp4"},
    **{"collection_id": "team--0123456789abcdef", "item": "0a1b2c3d", "share": "0123456789abcdef"},
    **{"correction_id": "0123456789abcdef", "label": "SPEAKER_00", "number": "0"},
    **{"search_id": "ss-0123456789ab", "message_id": "msg_0123456789abcdef"},
}


@dataclass(frozen=True)
class Served:
    """A served library with keys and one video; its models are not loaded."""

    service: SearchService
    client: httpx.Client
    video: str
    operations: dict[str, list[str]]
    search_key: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    admin, search = make_key(home, "admin"), make_key(home, "reader", scopes=["search"])
    service = SearchService(Settings(home=home))
    service.open_index()
    video = known_video(service.store, "team/film.mp4")
    (home / "uploads" / "team").mkdir(parents=True)
    (home / "uploads" / "team" / "film.mp4").write_bytes(FILM)
    headers = {"Authorization": f"Bearer {admin}"}
    app = create_app(service)
    with serving(app) as url, httpx.Client(base_url=url, headers=headers, timeout=PATIENCE_S) as client:
        paths = app.openapi()["paths"]
        yield Served(service, client, video, {path: [*of] for path, of in paths.items()}, search)


def half_sent(served: Served, method: str, path: str, **headers: str) -> tuple[int, str]:
    """Status and `Connection` of the answer to a request whose body never comes."""
    parts = urlsplit(str(served.client.base_url))
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Content-Length: 900000"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE_S) as caller:
        caller.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = HTTPResponse(caller, method=method)
        answer.begin()
        answer.close()
        return answer.status, answer.headers.get("connection", "")


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_the_key_is_looked_at_before_the_body(served: Served, kind: str) -> None:
    for path, methods in {**served.operations, "/mcp": ["post"], "/v1/uploads/team/x.mp4": ["put"]}.items():
        for method in methods:
            if path in ("/healthz", "/readyz", "/v1/session"):
                continue
            address = path.format(**{**NAMES, "video_id": served.video})
            assert half_sent(served, method.upper(), address, Content_Type=kind) == (401, "close"), (method, path)


def test_the_permission_is_looked_at_before_the_body(served: Served) -> None:
    key = f"Bearer {served.search_key}"
    for path in ("/v1/uploads", f"/v1/videos/{served.video}/retry"):
        assert half_sent(served, "POST", path, Content_Type="application/json", Authorization=key) == (403, "close")
    assert half_sent(served, "PUT", "/v1/uploads/team/x.mp4", Authorization=key) == (403, "close")


def test_every_path_says_which_methods_it_has(served: Served) -> None:
    for path in [*served.operations, "/mcp", "/", "/docs", "/v/x", "/openapi.json"]:
        address = path.format(**{**NAMES, "video_id": "team--none-0123456789"})
        answers = {method: served.client.request(method, address) for method in METHODS}
        refused = {method: answer for method, answer in answers.items() if answer.status_code == 405}
        allowed = {answer.headers["allow"] for answer in refused.values()}
        assert len(allowed) == 1, (path, allowed)
        (said,) = allowed
        assert not refused.keys() & set(said.split(", ")), path
        assert {method.upper() for method in served.operations.get(path, [])} <= set(said.split(", ")), path


DEEP = b'{"a":' * 900 + b"1" + b"}" * 900
HALF_A_CHARACTER = b'{"jsonrpc": "2.0", "id": "\\ud800", "method": "ping"}'


@pytest.mark.parametrize("body", [DEEP, b"[" * 60_000, HALF_A_CHARACTER, b'{"key": NaN}', b"9" * 5000])
def test_harmful_json_is_a_bad_request_everywhere(served: Served, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    for path in ("/v1/session", "/v1/uploads", "/mcp"):
        answer = served.client.post(path, content=body[:4096] if path == "/v1/session" else body, headers=headers)
        assert answer.status_code in (400, 422), path
        assert answer.status_code == 400 or path == "/v1/session"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("asked", "status"), [("bytes=5000-", 416), ("bytes=9-3", 400), ("lines=1-2", 400)])
def test_errors_of_ranges_are_problems(served: Served, asked: str, status: int, method: str) -> None:
    answer = served.client.request(method, f"/v1/videos/{served.video}/media", headers={"Range": asked})
    assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE)
    assert answer.headers.get("content-range") == ("bytes */1000" if status == 416 else None)
    assert method == "HEAD" or answer.json()["status"] == status


def test_probes_need_none_of_the_threads(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    go, asked = threading.Event(), threading.Semaphore(0)

    def stuck(*_: Any, **__: Any) -> None:
        asked.release()
        assert go.wait(PATIENCE_S)

    monkeypatch.setattr("vindex_search.api.routes.video.media.frame_at", stuck)
    address = f"{served.client.base_url}/v1/videos/{served.video}/thumbnail"
    asking = [threading.Thread(target=served.client.get, args=(address,)) for _ in range(60)]
    for one in asking:
        one.start()
    for _ in range(40):  # the threads that all routes share
        assert asked.acquire(timeout=PATIENCE_S)
    with httpx.Client(base_url=served.client.base_url, timeout=PATIENCE_S) as other:
        assert other.get("/healthz").json() == {"status": "ok"}
        assert other.get("/readyz").status_code in (200, 503)
    go.set()
    for one in asking:
        one.join()
