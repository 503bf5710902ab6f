"""The service forgets a video: what is left in the store and in the bucket."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.storage.s3 import S3
from tests.vindex_search.held import STAMP, TABLE
from tests.vindex_search.stored import attempted, marks, register
from vindex_search.bucket import open_bucket
from vindex_search.contract import FRAME_EMBEDDINGS, FRAMES
from vindex_search.forgetting import AtWork, forget
from vindex_search.records import ForgottenRecord, UploadRecord
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
    registered = store.read_record(name, UploadRecord)
    assert registered is not None
    known = replace(registered, sidecars=(("team/x.en.vtt", "1"),))
    store.write_record(name, known)
    store.write_table(name, FRAME_EMBEDDINGS, TABLE, STAMP)
    store.write_table(name, FRAMES, TABLE, STAMP)
    store.publish(name, "aaaa", 3)
    store.publish(other, "bbbb", 2)
    forget(Settings(), store, bucket, found(store, name), upload=upload)
    assert one_video(store, name) is None
    assert store.published() == marks({other: ("bbbb", 2)})
    assert store.read_record(name, ForgottenRecord) == (None if upload else ForgottenRecord(known))
    assert store.stamp(name, FRAMES) is None
    assert store.stamp(name, FRAME_EMBEDDINGS) is None
    assert [listed.key for listed in bucket.list()] == (["team/y.mp4"] if upload else sorted(keys))
    assert found(store, other).status == "waiting"
    assert store.touched() == [name]


def test_a_video_that_a_run_works_on_is_left_alone(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", "vindex-test")
    name = register(store, "team/x.mp4", attempted())
    (tmp_path / "uploads").mkdir()
    with pytest.raises(AtWork, match=f"a run works on {name}: wait"):
        forget(Settings(), store, open_bucket(str(tmp_path / "uploads")), found(store, name), upload=True)
    assert found(store, name).status == "processing"
