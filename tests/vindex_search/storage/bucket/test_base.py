"""One suite for both kinds of bucket: a folder and S3."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.storage.s3 import S3
from vindex_search.storage.bucket.base import Bucket, TooLargeForOnePut
from vindex_search.storage.bucket.factory import open_bucket
from vindex_search.storage.bucket.folder import FolderBucket
from vindex_search.storage.bucket.s3 import MAX_PUT_BYTES

KEYS = ["team/a, b.mp4", "team/Größe.mp4", "team/deep/er/x.mp4", "team/...mp4"]


@pytest.fixture(params=["folder", "s3"])
def bucket(request: pytest.FixtureRequest, tmp_path: Path) -> Bucket:
    if request.param == "folder":
        (tmp_path / "uploads").mkdir()
        return open_bucket(str(tmp_path / "uploads"))
    s3: S3 = request.getfixturevalue("s3")
    return open_bucket(f"s3://{s3.bucket}/some/prefix", s3_client=s3.client)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.bin"
    path.write_bytes(b"0123456789")
    return path


@pytest.mark.parametrize("key", KEYS)
def test_an_object_round_trips_and_is_listed(bucket: Bucket, file: Path, key: str) -> None:
    bucket.put(key, file)
    (listed,) = bucket.list()
    assert (listed.key, listed.size) == (key, 10)
    assert listed.uploaded_at.endswith("+00:00")
    assert bucket.stat(key) == listed
    with bucket.local_path(key) as path:
        assert path.read_bytes() == b"0123456789"


def test_a_listing_is_ordered_by_key(bucket: Bucket, file: Path) -> None:
    for key in ("b/2.mp4", "a/1.mp4", "b/1.mp4"):
        bucket.put(key, file)
    assert [listed.key for listed in bucket.list()] == ["a/1.mp4", "b/1.mp4", "b/2.mp4"]


def test_other_bytes_are_another_version(bucket: Bucket, file: Path) -> None:
    bucket.put("a/x.mp4", file)
    first = bucket.stat("a/x.mp4")
    file.write_bytes(b"other bytes")
    bucket.put("a/x.mp4", file)
    second = bucket.stat("a/x.mp4")
    assert first
    assert second
    assert first.version != second.version


def test_the_same_file_put_twice_in_a_folder_is_the_same_version(tmp_path: Path, file: Path) -> None:
    bucket = FolderBucket(tmp_path / "uploads")
    bucket.put("a/x.mp4", file)
    first = bucket.stat("a/x.mp4")
    bucket.put("a/x.mp4", file)
    assert bucket.stat("a/x.mp4") == first


def test_a_missing_object(bucket: Bucket) -> None:
    assert bucket.stat("a/x.mp4") is None
    with pytest.raises(FileNotFoundError, match=r"'a/x\.mp4'"), bucket.local_path("a/x.mp4"):
        pass


@pytest.mark.parametrize("key", ["../secret", "a/../../secret", "/etc/passwd", "", "a"])
def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    (tmp_path / "secret").write_text("s")
    (tmp_path / "uploads" / "a").mkdir(parents=True)
    bucket = FolderBucket(tmp_path / "uploads")
    assert bucket.stat(key) is None
    with pytest.raises(FileNotFoundError), bucket.local_path(key):
        pass


def test_a_missing_folder_is_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="does not exist"):
        list(FolderBucket(tmp_path / "unmounted").list())


def test_a_dangling_link_is_not_listed(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").symlink_to(tmp_path / "nowhere")
    assert list(FolderBucket(tmp_path).list()) == []


def test_only_s3_has_urls_for_players(bucket: Bucket, file: Path) -> None:
    import httpx

    bucket.put("a/x.mp4", file)
    address = bucket.url("a/x.mp4")
    if isinstance(bucket, FolderBucket):
        assert address is None
    else:
        assert address is not None
        assert httpx.get(address, headers={"Range": "bytes=2-4"}).content == b"234"


@pytest.mark.parametrize("key", KEYS)
def test_an_object_may_be_deleted_twice(bucket: Bucket, file: Path, key: str) -> None:
    bucket.put("team/other.mp4", file)
    bucket.put(key, file)
    bucket.delete(key)
    bucket.delete(key)
    assert [listed.key for listed in bucket.list()] == ["team/other.mp4"]


def test_a_key_that_leads_out_of_the_folder_deletes_nothing(tmp_path: Path, file: Path) -> None:
    (tmp_path / "uploads").mkdir()
    FolderBucket(tmp_path / "uploads").delete("../file.bin")
    assert file.exists()


def test_a_folder_receives_uploads_in_pieces(tmp_path: Path) -> None:
    bucket = FolderBucket(tmp_path)
    assert bucket.presigned_put("team/a, b.mp4", 6) is None
    with bucket.open_partial("team/a, b.mp4") as draft:
        draft.write(b"012")
        assert [listed.key for listed in bucket.list() if "/." not in listed.key] == []
        draft.write(b"345")
        draft.commit(replace=False)
    (listed,) = bucket.list()
    assert (listed.key, listed.size) == ("team/a, b.mp4", 6)


@pytest.mark.parametrize("key", ["../secret", "a/../../secret", "/etc/passwd", ""])
def test_no_partial_file_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="leads out of the uploads folder"):
        FolderBucket(tmp_path / "uploads").open_partial(key)


def test_a_missing_folder_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="does not exist"):
        FolderBucket(tmp_path / "unmounted").open_partial("team/x.mp4")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", KEYS)
def test_s3_receives_uploads_at_a_presigned_url(s3: S3, key: str) -> None:
    import httpx

    bucket = open_bucket(f"s3://{s3.bucket}/some/prefix", endpoint=s3.endpoint)
    assert bucket.open_partial(key) is None
    place = bucket.presigned_put(key, 10)
    assert place is not None
    assert httpx.put(place.url, content=b"0123456789", headers=place.headers).status_code == 200
    (listed,) = bucket.list()
    assert (listed.key, listed.size) == (key, 10)


def test_size_and_content_type_are_signed(s3: S3) -> None:
    from urllib.parse import parse_qs, urlsplit

    place = open_bucket(f"s3://{s3.bucket}", endpoint=s3.endpoint).presigned_put("team/x.mkv", 10)
    assert place is not None
    signed = parse_qs(urlsplit(place.url).query)
    assert signed["X-Amz-SignedHeaders"] == ["content-length;content-type;host"]
    assert int(signed["X-Amz-Expires"][0]) == place.expires_in_s
    assert place.headers == {"Content-Type": "video/x-matroska"}


def test_an_upload_over_the_limit_of_one_put_is_refused(s3: S3) -> None:
    bucket = open_bucket(f"s3://{s3.bucket}", endpoint=s3.endpoint)
    assert bucket.presigned_put("team/x.mp4", MAX_PUT_BYTES)
    with pytest.raises(TooLargeForOnePut, match="single PUT; copy larger files"):
        bucket.presigned_put("team/x.mp4", MAX_PUT_BYTES + 1)


def test_a_presigned_url_has_the_content_type_of_the_suffix(s3: S3) -> None:
    import httpx

    bucket = open_bucket(f"s3://{s3.bucket}", endpoint=s3.endpoint)
    s3.client.put_object(Bucket=s3.bucket, Key='team/Grö"ße.mp4', Body=b"<html>", ContentType="text/html")
    shown = httpx.get(bucket.url('team/Grö"ße.mp4') or "")
    assert shown.headers["content-type"] == "video/mp4"
    assert shown.headers["content-disposition"] == "inline; filename*=utf-8''Gr%C3%B6%22%C3%9Fe.mp4"


def test_the_first_bytes_are_read_alone(bucket: Bucket, file: Path, tmp_path: Path) -> None:
    bucket.put("a/x.mp4", file)
    (tmp_path / "empty").touch()
    bucket.put("a/empty.mp4", tmp_path / "empty")
    assert (bucket.read_head("a/x.mp4", 4), bucket.read_head("a/x.mp4", 99)) == (b"0123", b"0123456789")
    assert bucket.read_head("a/empty.mp4", 4) == b""
    with pytest.raises(FileNotFoundError, match=r"'a/none\.mp4'"):
        bucket.read_head("a/none.mp4", 4)


def test_only_a_file_of_this_machine_is_opened(bucket: Bucket, file: Path) -> None:
    bucket.put("a/x.mp4", file)
    opened = bucket.open("a/x.mp4")
    assert (opened is not None) == isinstance(bucket, FolderBucket)
    if opened is not None:
        with opened:
            assert opened.read() == b"0123456789"
