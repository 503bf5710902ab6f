"""video: filters, order, lazy reading, status and damaged records."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.storage.notes import DECIDED, LOST
from tests.support.storage.video_records import attempted, failure, indexed, register
from vindex_search.contract.notes import Note, to_stamp
from vindex_search.contract.record_format import NewerRecord, Record
from vindex_search.contract.records import AttemptsRecord, FailureRecord, IndexedRecord, UploadRecord, VideoRecord
from vindex_search.storage import files
from vindex_search.storage.notes import bounded
from vindex_search.storage.store import Store
from vindex_search.videos.video import VideoFilter, all_videos, get_video, list_videos

KEYS = ["a/x.mp4", "a/deep/er/y.mp4", "a-/z.mp4", "b/deep/w.mp4"]


@pytest.fixture
def store(store: Store) -> Store:
    for key in KEYS:
        register(store, key)
    return store


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        (VideoFilter(), KEYS),
        (VideoFilter(workspaces=("a",)), ["a/x.mp4", "a/deep/er/y.mp4"]),
        (VideoFilter(workspaces=("b", "a-", "nobody")), ["a-/z.mp4", "b/deep/w.mp4"]),
        (VideoFilter(tag="deep"), ["a/deep/er/y.mp4", "b/deep/w.mp4"]),
        (VideoFilter(tag="a"), []),
        (VideoFilter(workspaces=("a",), tag="er"), ["a/deep/er/y.mp4"]),
        (VideoFilter(status="indexed"), []),
        (VideoFilter(status="waiting"), KEYS),
    ],
)
def test_a_filter_selects_videos(store: Store, filters: VideoFilter, keys: list[str]) -> None:
    assert sorted(video.object_key for video in list_videos(store, filters)) == sorted(keys)


def test_a_list_can_continue_after_any_video(store: Store) -> None:
    names = [video.video_id for video in all_videos(store)]
    for place, name in enumerate(names):
        assert [video.video_id for video in list_videos(store, VideoFilter(after=name))] == names[place + 1 :]


def test_videos_are_read_lazily(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = store.read_record

    def counted(name: str, kind: type[Record]) -> Record | None:
        read.append(name)
        return real(name, kind)

    monkeypatch.setattr(store, "read_record", counted)
    first = next(iter(all_videos(store)))
    assert set(read) == {first.video_id}


@pytest.mark.parametrize(
    ("records", "status"),
    [
        ([], "waiting"),
        ([attempted("1")], "processing"),
        ([attempted("0")], "waiting"),
        ([attempted("1"), failure("1")], "failed"),
        ([indexed("1")], "indexed"),
        ([indexed("0"), attempted("1")], "processing"),
    ],
)
def test_the_status_is_that_of_the_newest_revision(tmp_path: Path, records: list[Record], status: str) -> None:
    store = Store(tmp_path, "vindex-test")
    name = register(store, "a/x.mp4", *records)
    found = get_video(store, name)
    assert found is not None
    assert (found.status, found.tags, found.size) == (status, [], 5)


DAMAGE = [b"", b"{", b"[]", b"{}", b'{"revision": 1}']


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("kind", [AttemptsRecord, FailureRecord, IndexedRecord, VideoRecord])
def test_a_damaged_record_counts_as_absent(store: Store, kind: type[Record], damage: bytes) -> None:
    name = register(store, "a/x.mp4", attempted(), failure(), indexed())
    files.write(store.path(name, kind.FILE), damage)
    found = {video.video_id: video.status for video in all_videos(store)}
    assert len(found) == len(KEYS)
    assert found[name] == ("failed" if kind is IndexedRecord else "indexed")


def test_a_video_with_a_damaged_upload_record_is_left_out_with_a_warning(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    name = register(store, "a/x.mp4", indexed())
    files.write(store.path(name, UploadRecord.FILE), b'{"video_id": "a')
    assert sorted(video.object_key for video in all_videos(store)) == sorted(set(KEYS) - {"a/x.mp4"})
    assert get_video(store, name) is None
    assert f"ignored: upload.json of {name} is no JSON" in caplog.text


def test_a_record_of_a_newer_format_is_an_error(store: Store) -> None:
    name = register(store, "a/x.mp4", indexed())
    files.write(store.path(name, IndexedRecord.FILE), b'{"format": 2, "revision": "1"}')
    with pytest.raises(NewerRecord, match=f"indexed.json of {name} has format 2; this version of vindex knows"):
        get_video(store, name)


PROBED = VideoRecord.from_manifest({"duration_s": 3.0, "width": 0, "version": "1", **to_stamp([DECIDED])})


@pytest.mark.parametrize(
    ("records", "notes"),
    [
        ([], ()),
        ([PROBED], (DECIDED,)),
        ([PROBED, replace(indexed("1"), notes=(LOST,))], (LOST,)),
        ([PROBED, indexed("1")], ()),
        ([PROBED, replace(indexed("0"), notes=(LOST,))], (DECIDED,)),
        ([replace(PROBED, manifest={**PROBED.manifest, "version": "0"})], ()),
        ([replace(PROBED, manifest={**PROBED.manifest, "notes": "none"})], ()),
    ],
)
def test_the_notes_are_those_of_the_newest_revision(
    tmp_path: Path, records: list[Record], notes: tuple[Note, ...]
) -> None:
    store = Store(tmp_path, "vindex-test")
    found = get_video(store, register(store, "a/x.mp4", *records))
    assert found is not None
    assert found.notes == notes


def test_a_probe_with_thousands_of_notes_is_bounded_before_it_is_published(tmp_path: Path) -> None:
    store, many = Store(tmp_path, "vindex-test"), [Note("file_unread", f"packet {at}") for at in range(5000)]
    probed = replace(PROBED, manifest={**PROBED.manifest, **to_stamp(many)})
    found = get_video(store, register(store, "a/x.mp4", probed))
    assert found is not None
    assert found.notes == bounded(many)


@pytest.mark.parametrize(("notes", "lossy"), [((), False), ((DECIDED,), False), ((DECIDED, LOST), True)])
def test_a_video_has_losses_where_one_of_its_notes_is_one(tmp_path: Path, notes: tuple[Note, ...], lossy: bool) -> None:
    store = Store(tmp_path, "vindex-test")
    found = get_video(store, register(store, "a/x.mp4", replace(indexed(), notes=notes)))
    assert found is not None
    assert found.has_losses is lossy
