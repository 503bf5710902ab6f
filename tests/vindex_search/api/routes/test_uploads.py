"""uploads: streamed into a folder, and to S3 at a presigned URL, over real HTTP."""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.support.concurrency.waiting import until
from tests.support.http.service import served
from tests.support.storage.s3 import S3
from tests.support.storage.video_records import register
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import ForgottenRecord, UploadRecord
from vindex_search.models.active_set import active_model_set, open_store
from vindex_search.settings import Settings
from vindex_search.storage.bucket.partial_file import PartialFile

MAX_BYTES = 100_000
FLAC = b"fLaC" + bytes(2000)
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, httpx.Client]]:
    """An empty library and the service over it."""
    home = tmp_path_factory.mktemp("uploads") / "home"
    with served(Settings(home=home, max_bytes=MAX_BYTES), load=False) as client:
        yield home, client


@pytest.fixture
def folder(served_home: tuple[Path, httpx.Client]) -> Path:
    """The uploads folder of a library without uploads; it does not exist yet."""
    folder = served_home[0] / "uploads"
    shutil.rmtree(folder, ignore_errors=True)
    return folder


@pytest.fixture
def client(served_home: tuple[Path, httpx.Client], folder: Path) -> httpx.Client:
    return served_home[1]


def files(folder: Path) -> list[str]:
    """All files below the uploads folder, hidden ones too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def assert_refused(answer: httpx.Response, status: int, says: str) -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM), answer.text
    assert says in answer.json()["detail"]


@pytest.mark.parametrize("name", ["talk.mp4", "Größe, 日本 (1) #?&%.mp4", "week 1/deep/talk.MP4"])
def test_a_file_is_sent_to_the_target_of_the_first_response(
    client: httpx.Client, folder: Path, film_bytes: bytes, name: str
) -> None:
    begun = client.post("/v1/uploads", json={"workspace": "team", "name": name, "size": len(film_bytes)})
    assert begun.status_code == 201
    target = begun.json()
    key = f"team/{name}"
    assert target == {
        "object_key": key,
        "video_id": video_id("folder", key),
        "method": "PUT",
        "url": f"/v1/uploads/{quote(key)}",
        "headers": {},
        "expires_in_s": None,
    }
    sent = client.request(target["method"], target["url"], content=film_bytes, headers=target["headers"])
    assert sent.status_code == 201
    assert sent.json() == {"object_key": key, "video_id": target["video_id"], "size": len(film_bytes)}
    assert files(folder) == [key]
    assert (folder / key).read_bytes() == film_bytes


SIDECARS = [("talk.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n"), ("talk.info.json", b'{"title": "Bread"}')]


@pytest.mark.parametrize(("name", "content"), SIDECARS)
def test_a_sidecar_has_no_id_of_its_own(client: httpx.Client, folder: Path, name: str, content: bytes) -> None:
    sent = client.put(f"/v1/uploads/team/{name}", content=content)
    assert (sent.status_code, sent.json()["video_id"], files(folder)) == (201, None, [f"team/{name}"])


@pytest.mark.parametrize(
    ("workspace", "name", "status", "says"),
    [
        ("team", "../../secret.mp4", 422, "has the path segment '..'"),
        ("team", "/x.mp4", 422, "has an empty path segment"),
        ("team", "a//x.mp4", 422, "has an empty path segment"),
        ("team", ".x.mp4", 422, "hidden path segment"),
        ("team", "~x.mp4", 422, "hidden path segment"),
        ("team", "a\tb.mp4", 422, "control character"),
        ("team", "d/" * 600 + "x.mp4", 422, "allowed are 1024"),
        ("No", "x.mp4", 422, "workspace 'No' is not valid"),
        ("team", "x.exe", 415, "files called .exe are not indexed; allowed are .mp4"),
        ("team", "x.html", 415, "files called .html are not indexed"),
        ("team", "x", 415, "files without a suffix are not indexed"),
    ],
)
def test_a_name_is_refused_with_and_without_the_file(
    client: httpx.Client, folder: Path, workspace: str, name: str, status: int, says: str
) -> None:
    body = {"workspace": workspace, "name": name, "size": len(FLAC)}
    assert_refused(client.post("/v1/uploads", json=body), status, says)
    assert_refused(client.put(f"/v1/uploads/{quote(workspace)}/{quote(name, safe='')}", content=FLAC), status, says)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"workspace": "team", "name": "x.mp4"}, 422, "size: Field required"),
        ({"workspace": "team", "name": "x.mp4", "size": 0}, 422, "greater than or equal to 1"),
        ({"workspace": "team", "name": "x.mp4", "size": MAX_BYTES + 1}, 413, f"has {MAX_BYTES + 1} bytes; allowed are"),
        ({"workspace": "team", "name": "x.mp4", "size": 1, "colour": "red"}, 422, "colour"),
        ({"workspace": "team", "name": "\ud800.mp4", "size": 1}, 400, "surrogates not allowed"),
    ],
)
def test_an_invalid_request_is_refused(client: httpx.Client, body: dict[str, object], status: int, says: str) -> None:
    headers = {"Content-Type": "application/json"}
    assert_refused(client.post("/v1/uploads", content=json.dumps(body), headers=headers), status, says)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("x.mp4", b"no video", "looks like plain text"),
        ("x.mp4", b"<!doctype html><script>alert(1)</script>" + bytes(50_000), "allowed are .mp4"),
        ("x.mp4", b"%PDF-1.7\n\xe2\xe3" + bytes(300), "looks like Adobe Portable Document Format"),
        ("x.mp4", b"", "looks like an empty file"),
        ("x.vtt", FLAC, "not like a subtitle file"),
    ],
)
def test_other_content_is_named_and_not_stored(
    client: httpx.Client, folder: Path, name: str, data: bytes, says: str
) -> None:
    assert_refused(client.put(f"/v1/uploads/team/{name}", content=data), 415, says)
    assert files(folder) == []


def chunks(size: int) -> Iterator[bytes]:
    """An audio file without Content-Length."""
    yield FLAC
    for _ in range(size // 1000):
        yield bytes(1000)


def test_a_large_file_is_refused_by_its_declared_and_by_its_real_size(client: httpx.Client, folder: Path) -> None:
    declared = client.put("/v1/uploads/team/x.flac", content=FLAC + bytes(MAX_BYTES))
    assert_refused(declared, 413, f"allowed are {MAX_BYTES}")
    assert_refused(client.put("/v1/uploads/team/x.flac", content=chunks(MAX_BYTES)), 413, f"allowed {MAX_BYTES} bytes")
    assert files(folder) == []
    assert client.put("/v1/uploads/team/x.flac", content=chunks(MAX_BYTES // 2)).status_code == 201


def test_an_existing_upload_is_replaced_only_on_request(client: httpx.Client, folder: Path) -> None:
    body = {"workspace": "team", "name": "x.flac", "size": len(FLAC)}
    assert client.put("/v1/uploads/team/x.flac", content=FLAC).status_code == 201
    says = "there is an upload 'team/x.flac' already; `?replace=true`"
    assert_refused(client.put("/v1/uploads/team/x.flac", content=FLAC + b"2"), 409, says)
    assert_refused(client.post("/v1/uploads", json=body), 409, says)
    assert (folder / "team" / "x.flac").read_bytes() == FLAC
    target = client.post("/v1/uploads", json=body, params={"replace": "true"}).json()
    assert client.put(target["url"], content=FLAC + b"2").status_code == 201
    assert (folder / "team" / "x.flac").read_bytes() == FLAC + b"2"
    assert files(folder) == ["team/x.flac"]


def test_a_folder_in_place_of_a_file_is_refused(client: httpx.Client, folder: Path) -> None:
    assert client.put("/v1/uploads/team/x.flac", content=FLAC).status_code == 201
    assert_refused(client.put("/v1/uploads/team/x.flac/y.flac", content=FLAC), 409, "one of its folders is a file")
    (folder / "team" / "z.flac").mkdir()
    assert_refused(client.put("/v1/uploads/team/z.flac?replace=true", content=FLAC), 409, "it is a folder")


def begin_upload(client: httpx.Client, name: str, size: int, data: bytes) -> socket.socket:
    """The connection of an upload that has sent a part of its body."""
    address = urlsplit(str(client.base_url))
    connection = socket.create_connection((address.hostname or "", address.port or 0))
    fields = f"Host: localhost\r\nContent-Length: {size}\r\nConnection: close"
    head = f"PUT /v1/uploads/team/{name} HTTP/1.1\r\n{fields}\r\n\r\n"
    connection.sendall(head.encode() + data)
    return connection


def test_a_client_that_disconnects_leaves_nothing(client: httpx.Client, folder: Path) -> None:
    with begin_upload(client, "x.flac", MAX_BYTES, FLAC):
        until(lambda: len(list(folder.glob("team/.*"))) == 1)
        assert [name for name in files(folder) if "/." not in name] == []
    until(lambda: files(folder) == [])
    assert client.put("/v1/uploads/team/x.flac", content=FLAC).status_code == 201
    assert files(folder) == ["team/x.flac"]


def test_concurrent_uploads_of_one_key_do_not_mix(client: httpx.Client, folder: Path) -> None:
    one, other = FLAC + b"1" * 1000, FLAC + b"2" * 1000
    with (
        begin_upload(client, "x.flac", len(one), one[:500]) as first,
        begin_upload(client, "x.flac", len(other), other[:500]) as last,
    ):
        until(lambda: len(list(folder.glob("team/.*"))) == 2)
        last.sendall(other[500:])
        assert b" 201 " in last.recv(4096)
        first.sendall(one[500:])
        assert b" 409 " in first.recv(4096)
    assert (folder / "team" / "x.flac").read_bytes() == other
    assert files(folder) == ["team/x.flac"]


def test_uploading_a_forgotten_video_clears_its_forgotten_record(client: httpx.Client, folder: Path) -> None:
    settings = Settings(home=folder.parent)
    store = open_store(settings, active_model_set(settings))
    name = register(store, "team/x.flac")
    upload = store.read_record(name, UploadRecord)
    assert upload is not None
    store.write_record(name, ForgottenRecord(upload))
    store.remove_video(name, keep=ForgottenRecord)
    assert client.put("/v1/uploads/team/x.flac", content=FLAC).json()["video_id"] == name
    assert store.read_record(name, ForgottenRecord) is None


def test_a_configured_folder_that_does_not_exist_is_not_created(tmp_path: Path) -> None:
    with served(Settings(home=tmp_path / "home", uploads=str(tmp_path / "disk")), load=False) as client:
        assert_refused(client.put("/v1/uploads/team/x.flac", content=FLAC), 503, "disk does not exist")
    assert not (tmp_path / "disk").exists()


def fail_writes(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """Let every write of an upload fail with an error of the operating system."""

    def write(self: PartialFile, data: bytes) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(PartialFile, "write", write)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_up_is_507_and_keeps_nothing(
    client: httpx.Client, folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    with monkeypatch.context() as patch:
        fail_writes(patch, code)
        says = f"'team/x.flac' cannot be stored: {os.strerror(code)}"
        assert_refused(client.put("/v1/uploads/team/x.flac", content=FLAC), 507, says)
    assert files(folder) == []
    assert client.put("/v1/uploads/team/x.flac", content=FLAC).status_code == 201


def test_a_file_larger_than_the_free_space_is_507(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PartialFile, "free_bytes", lambda _: len(FLAC) - 1)
    says = f"has {len(FLAC)} bytes, and the disk with the uploads has {len(FLAC) - 1} free"
    assert_refused(client.put("/v1/uploads/team/x.flac", content=FLAC), 507, says)
    monkeypatch.setattr(PartialFile, "free_bytes", lambda _: len(FLAC))
    assert client.put("/v1/uploads/team/x.flac", content=FLAC).status_code == 201


@pytest.mark.parametrize("code", [errno.EIO, errno.EACCES, errno.EROFS])
def test_another_error_of_the_disk_is_500(client: httpx.Client, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    fail_writes(monkeypatch, code)
    assert_refused(client.put("/v1/uploads/team/x.flac", content=FLAC), 500, "internal error")


@pytest.fixture
def remote(tmp_path: Path, s3: S3) -> Iterator[httpx.Client]:
    remote = Settings(home=tmp_path, uploads=f"s3://{s3.bucket}/up", s3_endpoint=s3.endpoint)
    with served(remote, load=False) as client:
        yield client


def test_on_s3_the_file_is_sent_to_a_presigned_url(remote: httpx.Client, s3: S3, film_bytes: bytes) -> None:
    body = {"workspace": "team", "name": "week 1/Größe, 1.mp4", "size": len(film_bytes)}
    target = remote.post("/v1/uploads", json=body).json()
    assert target["url"].startswith(s3.endpoint)
    assert (target["method"], target["expires_in_s"]) == ("PUT", 3600)
    assert httpx.put(target["url"], content=film_bytes, headers=target["headers"]).status_code == 200
    stored = s3.client.get_object(Bucket=s3.bucket, Key="up/team/week 1/Größe, 1.mp4")
    assert stored["Body"].read() == film_bytes
    assert stored["ContentType"] == "video/mp4"
    assert_refused(remote.post("/v1/uploads", json=body), 409, "there is an upload 'team/week 1/Größe, 1.mp4' already")
    assert remote.post("/v1/uploads", json=body, params={"replace": "true"}).status_code == 201


def test_a_file_too_large_for_one_put_is_refused_with_the_way_to_upload_it(remote: httpx.Client) -> None:
    body = {"workspace": "team", "name": "x.mp4", "size": 6 * 2**30}
    assert_refused(remote.post("/v1/uploads", json=body), 413, "accepts in a single PUT; copy larger files")


def test_on_s3_the_service_accepts_no_file_itself(remote: httpx.Client) -> None:
    assert_refused(remote.put("/v1/uploads/team/x.flac", content=FLAC), 409, "POST /v1/uploads gives the URL")
