"""The service forgets a video: what is left in the store and in the bucket."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.storage.s3 import S3
from tests.support.storage.video_records import register
from vindex_search.bucket import open_bucket
from vindex_search.contract import ATTEMPTS, FORGOTTEN, FRAMES, UPLOAD
from vindex_search.forgetting import AtWork, forget
from vindex_search.settings import Settings
from vindex_search.store import Store
from vindex_search.videos import Video, one_video


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "folder":
        return str(tmp_path / "home")
    s3: S3 = request.getfixturevalue("s3")
    return f"s3://{s3.bucket}"


@pytest.fixture
def store(place: str) -> Store:
    return Store(f"{place}/store", "vindex-test")


def found(store: Store, name: str) -> Video:
    video = one_video(store, name)
    assert video is not None
    return video


@pytest.mark.parametrize("upload", [False, True])
def test_a_video_is_gone_and_its_neighbour_is_not(place: str, store: Store, tmp_path: Path, upload: bool) -> None:
    bucket = open_bucket(f"{place}/uploads")
    (tmp_path / "film").write_bytes(b"film")
    keys = ["team/x.mp4", "team/x.en.vtt", "team/y.mp4"]
    for key in keys:
        bucket.put(key, tmp_path / "film")
    name, other = register(store, "team/x.mp4"), register(store, "team/y.mp4")
    facts = {**(store.read_record(name, UPLOAD) or {}), "sidecars": [["team/x.en.vtt", "1"]]}
    store.write_record(name, UPLOAD, facts)
    store.write_record(name, "embeddings/frames.parquet", {})
    store.write_record(name, FRAMES, {})
    store.publish(name, "aaaa", 3)
    store.publish(other, "bbbb", 2)
    forget(Settings(), store, bucket, found(store, name), upload=upload)
    assert one_video(store, name) is None
    assert store.published() == {other: ("bbbb", 2)}
    assert store.read_record(name, FORGOTTEN) == (None if upload else facts)
    assert store.read_record(name, FRAMES) is None
    assert store.read_record(name, "embeddings/frames.parquet") is None
    assert [listed.key for listed in bucket.list()] == (["team/y.mp4"] if upload else sorted(keys))
    assert found(store, other).status == "waiting"
    assert store.touched() == [name]


def test_a_video_that_a_run_works_on_is_left_alone(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    name = register(store, "team/x.mp4", {ATTEMPTS: {"revision": "1"}})
    (tmp_path / "uploads").mkdir()
    with pytest.raises(AtWork, match=f"a run works on {name}: wait"):
        forget(Settings(), store, open_bucket(str(tmp_path / "uploads")), found(store, name), upload=True)
    assert found(store, name).status == "processing"
