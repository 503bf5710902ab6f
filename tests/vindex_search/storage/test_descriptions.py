"""descriptions: what sidecars and the file say, of videos with and without them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.support.storage.video_records import register
from vindex_search.contract.description.record import DescriptionRecord
from vindex_search.contract.description.video_description import NOTHING, VideoDescription
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.storage.descriptions import upload_description, video_description
from vindex_search.storage.store import Store
from vindex_search.videos.video import Video, VideoFilter, get_video, list_videos

SIDECARS = (("t/x.json", "1"),)
SAID = VideoDescription(title="Bread", people=("Ada",), tags=("baking",))
TAGS = {"creation_time": "2026-03-01T13:30:00.000000Z", "artist": "Somebody", "title": "project 7"}


@pytest.fixture
def upload(store: Store) -> UploadRecord:
    """An upload with a describing sidecar that was read."""
    name = register(store, "t/x.mp4")
    registered = store.read_record(name, UploadRecord)
    assert registered is not None
    described = replace(registered, sidecars=SIDECARS)
    store.write_record(name, described)
    store.write_record(name, DescriptionRecord(SIDECARS, SAID))
    return described


def probed(store: Store, upload: UploadRecord, *, version: str) -> Video:
    manifest = {"duration_s": 9.0, "width": 0, "version": version, "tags": TAGS}
    store.path(upload.video_id, VideoRecord.FILE).write_text(json.dumps(manifest))
    video = get_video(store, upload.video_id)
    assert video is not None
    return video


def test_a_described_video(store: Store, upload: UploadRecord) -> None:
    assert video_description(store, upload.video_id) == SAID


def test_an_unknown_video_says_nothing(store: Store) -> None:
    assert video_description(store, "t--nobody-0123456789") == NOTHING


def test_without_such_sidecars_no_record_counts(store: Store, upload: UploadRecord) -> None:
    assert upload_description(store, replace(upload, sidecars=(("t/x.srt", "1"),))) == NOTHING


def test_a_damaged_record_says_nothing(store: Store, upload: UploadRecord) -> None:
    store.path(upload.video_id, DescriptionRecord.FILE).write_text("{")
    assert video_description(store, upload.video_id) == NOTHING


def test_the_file_is_asked_for_what_no_sidecar_says(store: Store, upload: UploadRecord) -> None:
    video = probed(store, upload, version=upload.version)
    said = video.description
    assert (video.title, said.people, said.recorded_at) == ("Bread", ("Ada",), "2026-03-01T13:30:00+00:00")


def test_an_earlier_version_of_the_file_is_not_asked(store: Store, upload: UploadRecord) -> None:
    assert probed(store, upload, version="other").description.recorded_at is None


def test_the_tags_of_a_description_are_tags_of_its_video(store: Store, upload: UploadRecord) -> None:
    (video,) = list_videos(store, VideoFilter(tag="baking"))
    assert (video.tags, video.video_id) == (["baking"], upload.video_id)
