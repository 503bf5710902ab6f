"""media: the uploaded file, whole and in ranges, from a folder and from S3."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from tests.support.http.service import served
from tests.support.library.foreign_text import steering
from tests.support.media.formats.first_bytes import MEDIA
from tests.support.storage.s3 import S3
from tests.support.storage.video_records import register
from vindex_search.models.active_set import active_model_set, open_store
from vindex_search.settings import Settings

DATA = MEDIA["mp4"] + bytes(range(256)) * 40
KEYS = {
    "team/a.mp4": "video/mp4",
    "team/b.mkv": "video/x-matroska",
    "team/c.mov": "video/quicktime",
    "team/d.ts": "video/mp2t",
    "team/e.flac": "audio/flac",
    'team/Grö"ße, 1; x.webm': "video/webm",
    "team/\u202egpj.exe.mp4": "video/mp4",
}


@pytest.fixture(params=["folder", "s3"])
def player(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[httpx.Client, dict[str, str]]]:
    """A client that follows redirects, and the ids of the uploads by key."""
    settings = Settings(home=tmp_path)
    if request.param == "s3":
        s3: S3 = request.getfixturevalue("s3")
        settings = Settings(home=tmp_path, uploads=f"s3://{s3.bucket}/up", s3_endpoint=s3.endpoint)
    with served(settings, load=False) as client:
        client.follow_redirects = True
        yield client, _uploaded(settings, tmp_path)


def _uploaded(settings: Settings, tmp_path: Path) -> dict[str, str]:
    from vindex_search.storage.bucket import open_bucket

    bucket = open_bucket(settings.uploads_root, endpoint=settings.s3_endpoint)
    (tmp_path / "data").write_bytes(DATA)
    for key in KEYS:
        bucket.put(key, tmp_path / "data")
    return {key: register(open_store(settings, active_model_set(settings)), key) for key in [*KEYS, "team/gone.mp4"]}


@pytest.mark.parametrize("key", KEYS)
def test_a_file_is_served_whole_and_in_ranges_with_its_type(
    player: tuple[httpx.Client, dict[str, str]], key: str
) -> None:
    client, ids = player
    address = f"/v1/videos/{ids[key]}/media"
    whole = client.get(address)
    assert (whole.status_code, whole.content) == (200, DATA)
    assert whole.headers["content-type"] == KEYS[key]
    assert whole.headers["content-disposition"].startswith("inline")
    assert steering(unquote(whole.headers["content-disposition"])) == []
    for asked, part in (("bytes=10-19", DATA[10:20]), ("bytes=10000-", DATA[10000:]), ("bytes=-5", DATA[-5:])):
        answer = client.get(address, headers={"Range": asked})
        assert (answer.status_code, answer.content) == (206, part)
        assert answer.headers["content-range"].endswith(f"/{len(DATA)}")


@pytest.mark.parametrize("key", KEYS)
def test_head_has_size_and_type(player: tuple[httpx.Client, dict[str, str]], key: str) -> None:
    client, ids = player
    answer = client.head(f"/v1/videos/{ids[key]}/media")
    assert (answer.status_code, answer.content) == (200, b"")
    assert (answer.headers["content-length"], answer.headers["content-type"]) == (str(len(DATA)), KEYS[key])
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_upload_that_no_longer_exists_is_gone(player: tuple[httpx.Client, dict[str, str]], method: str) -> None:
    client, ids = player
    assert client.request(method, f"/v1/videos/{ids['team/gone.mp4']}/media").status_code == 410


def test_a_range_after_the_end_is_refused(player: tuple[httpx.Client, dict[str, str]]) -> None:
    client, ids = player
    answer = client.get(f"/v1/videos/{ids['team/a.mp4']}/media", headers={"Range": f"bytes={len(DATA)}-"})
    assert answer.status_code == 416


def test_a_file_name_is_encoded_in_the_header(
    player: tuple[httpx.Client, dict[str, str]],
) -> None:
    client, ids = player
    name = 'team/Grö"ße, 1; x.webm'
    sent = client.get(f"/v1/videos/{ids[name]}/media").headers["content-disposition"]
    assert sent == "inline; filename*=utf-8''Gr%C3%B6%22%C3%9Fe%2C%201%3B%20x.webm"
