"""accounting: over real HTTP, an upload is counted, limited and written down with its key, address and request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.http.service import served
from tests.support.storage.s3 import S3
from vindex_search.audit.entry import Entry
from vindex_search.audit.log import AuditLog
from vindex_search.auth.key_store import create_key
from vindex_search.models.active_set import library_store
from vindex_search.settings import Settings

FLAC = b"fLaC" + bytes(996)
URL = "/v1/uploads/team"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, key_uploads_per_day=3, key_bytes_per_day=2500)


@pytest.fixture
def client(settings: Settings) -> Iterator[httpx.Client]:
    _, key = create_key(library_store(settings), "uploader", ["upload"], [])
    with served(settings, load=False) as client:
        client.headers["X-API-Key"] = key
        yield client


def uploads(settings: Settings) -> list[Entry]:
    return [one for one in AuditLog(library_store(settings).root).read() if one and one.action == "upload"]


def test_a_key_over_its_bytes_waits_until_midnight(client: httpx.Client, settings: Settings) -> None:
    assert client.put(f"{URL}/a.flac", content=FLAC).status_code == 201
    assert client.put(f"{URL}/wrong.flac", content=b"nothing of the kind").status_code == 415
    assert client.put(f"{URL}/b.flac", content=FLAC).status_code == 201
    refused = client.put(f"{URL}/c.flac", content=FLAC)
    assert refused.status_code == 429
    assert "has 1000 bytes, and this key may upload 500 more today; allowed are 2500 a day" in refused.json()["detail"]
    assert 1 <= int(refused.headers["retry-after"]) <= 24 * 3600
    chunked = client.put(f"{URL}/c.flac", content=iter([FLAC]))
    assert chunked.status_code == 413, "without a declared length the bytes are counted as they come"
    assert client.put(f"{URL}/d.flac", content=FLAC[:500]).status_code == 201
    assert "made 3 uploads today" in client.put(f"{URL}/e.flac", content=FLAC).json()["detail"]
    assert sorted(path.name for path in (settings.home / "uploads" / "team").iterdir()) == [
        "a.flac",
        "b.flac",
        "d.flac",
    ]


def test_an_upload_is_written_down_and_so_is_a_refused_one(client: httpx.Client, settings: Settings) -> None:
    name = "Größe\u200b.flac"
    sent = client.put(f"{URL}/{name}", content=FLAC, headers={"X-Request-Id": "request-7"})
    client.put(f"{URL}/wrong.flac", content=b"nothing of the kind")
    begun, done, _, failed = uploads(settings)
    assert (begun.result, done.result, failed.result) == ("begun", "done", "failed")
    assert (done.actor_kind, done.actor_name, done.workspace) == ("key", "uploader", "team")
    assert (done.video, done.address, done.request_id) == (sent.json()["video_id"], "127.0.0.1", "request-7")
    assert done.detail == f"team/{name}, 1000 bytes"
    assert "WrongContent" in failed.detail


def test_without_the_audit_log_nothing_is_taken(client: httpx.Client, settings: Settings) -> None:
    audit = settings.home / "store" / "audit"
    audit.rename(audit.with_name("moved"))
    audit.touch()
    refused = client.put(f"{URL}/a.flac", content=FLAC)
    assert refused.status_code == 503
    assert refused.json()["detail"].startswith("nothing was done, as the audit log")
    assert str(settings.home) not in refused.text
    assert not list((settings.home / "uploads").rglob("*.flac"))


def test_a_signed_address_is_counted_with_its_size(s3: S3, tmp_path: Path) -> None:
    bucket = f"s3://{s3.bucket}/uploads"
    settings = Settings(home=tmp_path, key_bytes_per_day=1500, uploads=bucket, s3_endpoint=s3.endpoint)
    _, key = create_key(library_store(settings), "uploader", ["upload"], [])
    with served(settings, load=False) as client:
        client.headers["X-API-Key"] = key
        wish = {"workspace": "team", "name": "a.mp4", "size": 1000}
        assert client.post("/v1/uploads", json=wish).status_code == 201
        assert client.post("/v1/uploads", json={**wish, "name": "b.mp4"}).status_code == 429
    assert [one.result for one in uploads(settings)] == ["begun", "done", "begun", "failed"]
