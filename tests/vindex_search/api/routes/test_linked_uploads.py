"""Links in the uploads, over HTTP: nothing that they lead to is served or written; no other file is media."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.http.service import served
from tests.support.media.formats.first_bytes import MEDIA, PNG
from tests.support.storage.links import LINKS, NO_FILES, make_world, tree
from tests.support.storage.video_records import register
from vindex_search.contract.records import VideoRecord
from vindex_search.models.active_set import active_model_set, open_store
from vindex_search.settings import Settings
from vindex_search.storage.store import Store


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[httpx.Client]:
    """A client of one service, whose uploads each test lays anew."""
    with served(Settings(home=home), load=False) as client:
        yield client


@pytest.fixture
def uploads(home: Path) -> Path:
    for name in ("uploads", "outside"):
        if (home / name).exists():
            (home / name).rename(home / f"{name}.{len(os.listdir(home))}")  # noqa: PTH208
    return make_world(home)


@pytest.fixture
def store(home: Path) -> Store:
    settings = Settings(home=home)
    return open_store(settings, active_model_set(settings))


def outside(home: Path) -> dict[str, bytes | str]:
    return tree(home / "outside") | tree(home / "uploads" / "other")


@pytest.mark.parametrize("link", LINKS)
def test_what_a_link_leads_to_is_not_served(client: httpx.Client, uploads: Path, store: Store, link: str) -> None:
    lay, key = LINKS[link]
    lay(uploads)
    address = f"/v1/videos/{register(store, key)}/media"
    for headers in ({}, {"Range": "bytes=0-9"}):
        answer = client.get(address, headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (410, "application/problem+json")
    assert client.head(address).status_code == 410


@pytest.mark.parametrize("link", LINKS)
def test_what_a_link_leads_to_is_not_written(client: httpx.Client, uploads: Path, home: Path, link: str) -> None:
    lay, key = LINKS[link]
    lay(uploads)
    before = outside(home)
    for query in ("", "?replace=true"):
        answer = client.put(f"/v1/uploads/{key}{query}", content=MEDIA["mp4"])
        assert answer.status_code in {201, 409}
    assert outside(home) == before
    assert not any(path.name.endswith(".part") for path in home.rglob("*"))


@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_file_is_not_waited_for(client: httpx.Client, uploads: Path, store: Store, kind: str) -> None:
    NO_FILES[kind](uploads)
    assert client.get(f"/v1/videos/{register(store, 'team/x.mp4')}/media").status_code == 410


@pytest.mark.parametrize(
    ("key", "data"),
    [
        ("team/x.mp4", b"root:x:0:0:root:/root:/bin/bash\n"),
        ("team/x.mp4", b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n"),
        ("team/x.mp4", b"<html><script>alert(1)</script>"),
        ("team/x.mp4", b"#EXTM3U\n#EXTINF:9,\n/etc/passwd\n"),
        ("team/x.mp4", PNG),
        ("team/x.mp4", b""),
        ("team/x.vtt", MEDIA["mp4"]),
        ("team/x", MEDIA["mp4"]),
    ],
)
def test_what_is_no_media_is_not_served(
    client: httpx.Client, uploads: Path, store: Store, key: str, data: bytes
) -> None:
    (uploads / key).write_bytes(data)
    answer = client.get(f"/v1/videos/{register(store, key)}/media")
    assert answer.status_code == 404
    assert "neither video nor audio" in answer.json()["detail"]


@pytest.mark.parametrize("is_same", [True, False])
def test_what_the_probe_has_read_is_served_in_that_version_alone(
    client: httpx.Client, uploads: Path, store: Store, is_same: bool
) -> None:
    (uploads / "team" / "x.mp4").write_bytes(b"of a container without first bytes of its own")
    facts = (uploads / "team" / "x.mp4").stat()
    version = f"{facts.st_size}-{facts.st_mtime_ns}" if is_same else "1-1"
    probed = VideoRecord.from_manifest({"duration_s": 1.0, "width": 0, "version": version})
    answer = client.get(f"/v1/videos/{register(store, 'team/x.mp4', probed)}/media")
    assert answer.status_code == (200 if is_same else 404)
