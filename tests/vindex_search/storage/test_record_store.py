"""record_store: records and the list of videos, in a folder and on S3."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.storage.artefacts import OTHER, UPLOADED, VIDEO
from tests.support.storage.stores import in_both_places
from vindex_search.contract.record_format import DamagedRecord
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.store import Store

pytest_generate_tests = in_both_places


def test_records_round_trip_and_make_the_list_of_videos(store: Store) -> None:
    upload = replace(UPLOADED, object_key="team/Größe, 1.mp4")
    store.write_record(VIDEO, upload)
    store.write_record(OTHER, UPLOADED)
    assert store.read_record(VIDEO, UploadRecord) == upload
    assert list(store.video_ids()) == sorted([VIDEO, OTHER])
    store.remove_record(VIDEO, UploadRecord)
    store.remove_record(VIDEO, UploadRecord)
    assert store.read_record(VIDEO, UploadRecord) is None


def test_the_videos_of_some_workspaces(store: Store) -> None:
    for name in (VIDEO, OTHER):
        store.write_record(name, UPLOADED)
    assert list(store.video_ids(["team", "nobody"])) == [VIDEO]
    assert list(store.video_ids(["team", "other", "team"])) == sorted([VIDEO, OTHER])


def test_a_damaged_record_is_an_error_or_absent_with_a_warning(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    assert store.try_read_record(VIDEO, UploadRecord) is None
    assert not store.has_record(VIDEO, UploadRecord)
    assert "ignored" not in caplog.text
    store.write_record(VIDEO, UPLOADED)
    (store.folder(VIDEO) / "upload.json").write_bytes(b"{}")
    with pytest.raises(DamagedRecord, match=f"upload.json of {VIDEO} has no field 'video_id'"):
        store.read_record(VIDEO, UploadRecord)
    assert store.try_read_record(VIDEO, UploadRecord) is None
    assert store.has_record(VIDEO, UploadRecord)
    assert f"ignored: upload.json of {VIDEO} has no field 'video_id'" in caplog.text
