"""server: startup, logs, and graceful shutdown of `vindex serve`."""

from __future__ import annotations

import gc
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from tests.support.concurrency.waiting import until
from tests.support.http.serve_process import PATIENCE_S, serve_process
from tests.support.library.home import Home
from tests.support.media.formats.first_bytes import MEDIA
from tests.support.storage.video_records import known_video
from vindex_search.api.server import Server, limit_threads, open_listener
from vindex_search.auth.key_store import create_key, revoke_key
from vindex_search.index.lock import owner_url
from vindex_search.index.shards import active_shard
from vindex_search.models.active_set import collection_name
from vindex_search.query.service import SearchService
from vindex_search.settings import Settings

PING = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"}).encode()


def test_a_connection_before_the_service_accepts_waits() -> None:
    with (
        open_listener("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname(), timeout=5) as caller,
    ):
        assert caller.getpeername() == listener.getsockname()


def test_an_address_in_use_is_named() -> None:
    with open_listener("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{port} .* choose another with --port"):
            open_listener("127.0.0.1", port)


@pytest.mark.parametrize(("given", "threads"), [(None, "1"), ("2", "2")])
def test_one_thread_for_each_encoder_unless_set_otherwise(
    given: str | None, threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "setswitchinterval", lambda _: None)
    monkeypatch.setenv("OMP_NUM_THREADS", given or "")
    if given is None:
        monkeypatch.delenv("OMP_NUM_THREADS")
    limit_threads()
    assert os.environ["OMP_NUM_THREADS"] == threads


@pytest.mark.slow  # torch is loaded by a process of its own
@pytest.mark.parametrize(("given", "threads"), [({}, 1), ({"OMP_NUM_THREADS": "2"}, 2)])
def test_torch_uses_as_many_threads_as_are_set(given: dict[str, str], threads: int) -> None:
    code = "from vindex_search.api import server; server.limit_threads(); import torch; print(torch.get_num_threads())"
    kept = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    output = subprocess.run(
        [sys.executable, "-c", code], env={**kept, **given}, capture_output=True, text=True, check=True
    )
    assert int(output.stdout) == threads


@pytest.mark.slow
def test_a_service_of_the_offline_set_answers_without_torch(home: Home) -> None:
    with serve_process(home) as service:
        service.wait_for_url()
        service.wait_until_ready()
        assert httpx.get(f"{service.url}/v1/search", params={"q": "whale"}, timeout=PATIENCE_S).is_success
        mapped = Path(f"/proc/{service.process.pid}/maps").read_text(encoding="utf-8")
    assert "/onnxruntime/" in mapped
    assert "/torch/" not in mapped


@pytest.mark.slow
def test_a_request_in_progress_is_finished_at_shutdown(home: Home) -> None:
    with serve_process(home) as service:
        service.wait_for_url()
        service.wait_until_ready()
        slow = begin_request(service.url)
        httpx.get(f"{service.url}/healthz", timeout=PATIENCE_S)  # answered after what came before it was read
        service.process.send_signal(signal.SIGTERM)
        until(lambda: refused(service.url))
        assert service.process.poll() is None
        slow.send(PING[10:])
        answer = slow.getresponse()
        assert (answer.status, json.loads(answer.read())["result"]) == (200, {})
        slow.close()
        assert service.wait() == 0
        assert [entry["event"] for entry in service.entries()][-1] == "stopped"
    assert owner_url(home.path / "index") is None
    again = SearchService(Settings(home=home.path))
    again.open_index()
    again.close()


def begin_request(url: str) -> http.client.HTTPConnection:
    """A request whose body was sent in part."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE_S)
    connection.putrequest("POST", "/mcp")
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    for name, value in {**headers, "Content-Length": str(len(PING))}.items():
        connection.putheader(name, value)
    connection.endheaders(PING[:10])
    return connection


def refused(url: str) -> bool:
    try:
        httpx.get(f"{url}/healthz", timeout=PATIENCE_S)
    except httpx.TransportError:
        return True
    return False


@pytest.mark.slow
def test_a_thousand_half_sent_requests_stop_neither_searches_nor_the_revocation_of_keys(home: Home) -> None:
    create_key(home.library.store, "kept", ["search"], [])
    _, token = create_key(home.library.store, "lost", ["search"], [])
    headers = {"Authorization": f"Bearer {token}"}
    with serve_process(home, descriptors=400) as service, ExitStack() as attackers:
        service.wait_for_url()
        service.wait_until_ready()
        host, port = service.url.removeprefix("http://").split(":")
        for _ in range(1000):
            one = attackers.enter_context(socket.create_connection((host, int(port)), timeout=PATIENCE_S))
            with suppress(ConnectionError):  # those that find no room are closed
                one.sendall(b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Le")
        until(lambda: status_of(service.url, headers) == 200)
        revoke_key(home.library.store, "lost")
        until(lambda: status_of(service.url, headers) == 401)
        assert not any("Too many open files" in line for line in service.lines)


def status_of(url: str, headers: dict[str, str]) -> int:
    """Of an answer to a search; 0 where the service closed the connection."""
    try:
        return httpx.get(f"{url}/v1/search", params={"q": "x"}, headers=headers, timeout=PATIENCE_S).status_code
    except httpx.TransportError:
        return 0


@pytest.mark.slow
def test_an_interrupt_while_the_models_load_exits_cleanly(home: Home) -> None:
    with serve_process(home) as service:
        service.wait_for_url()
        until(lambda: httpx.get(f"{service.url}/healthz", timeout=PATIENCE_S).status_code == 200)
        service.process.send_signal(signal.SIGINT)
        assert service.wait() == 0
        assert "Traceback" not in "".join(service.lines)


def test_every_log_line_is_json_without_query_or_key(home: Home) -> None:
    secret = {"Authorization": "Bearer vdx_secret", "X-API-Key": "vdx_secret", "X-Request-Id": "trace-7"}
    with serve_process(home) as service:
        service.wait_for_url()
        service.wait_until_ready()
        asked = httpx.get(f"{service.url}/v1/search", params={"q": "my diary"}, headers=secret, timeout=PATIENCE_S)
        assert asked.headers["x-request-id"] == "trace-7"
        service.process.send_signal(signal.SIGTERM)
        assert service.wait() == 0
        access = [entry for entry in service.entries() if entry["logger"] == "vindex.access"]
    assert len(access) == 1  # none for /readyz
    expected = {"method": "GET", "route": "/v1/search", "status": asked.status_code, "query_chars": 8}
    assert access[0].items() >= {**expected, "request_id": "trace-7", "level": "info"}.items()
    for word in ("diary", "vdx_secret"):
        assert word not in "".join(service.lines)


def test_an_index_that_cannot_be_opened_ends_the_process_with_one_sentence(home: Home) -> None:
    shard = active_shard(home.path / "index", collection_name(home.library.models)).folder
    (home.path / "index" / shard).mkdir(parents=True)
    (home.path / "index" / shard / "edge_config.json").write_text("no index")
    with serve_process(home) as service:
        assert service.wait() == 1
    assert f"the index {home.path / 'index'} cannot be opened" in service.lines[-1]
    assert "Traceback" not in "".join(service.lines)


def shut_down_under_a_player(tmp_path: Path) -> None:
    """Shut a service down while a player holds a video open."""
    service = SearchService(Settings(home=tmp_path))
    service.open_index()
    server = Server(service, grace_s=1)
    video = known_video(service.store, "team/long.mp4")
    film = tmp_path / "uploads" / "team" / "long.mp4"
    film.parent.mkdir(parents=True)
    film.write_bytes(MEDIA["mp4"] + bytes(32 * 2**20))  # far more than sockets take in
    with open_listener("127.0.0.1", 0) as listener:
        address = listener.getsockname()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        with socket.create_connection(address, timeout=PATIENCE_S) as player:
            player.sendall(f"GET /v1/videos/{video}/media HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert player.recv(1000).startswith(b"HTTP/1.1 200")
            server.handle_exit(signal.SIGTERM, None)
            thread.join(timeout=PATIENCE_S)
            assert not thread.is_alive()
    assert owner_url(tmp_path / "index") is None


# The video's file is closed with the cancelled task: it is collected here, not in whichever test comes next.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_a_video_that_a_player_holds_open_does_not_block_the_shutdown(tmp_path: Path) -> None:
    shut_down_under_a_player(tmp_path)
    gc.collect()
