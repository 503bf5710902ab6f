"""What a stamp is made of, and in which order: another order would make every video's artefacts anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import indexed_video
from vindex_assets.failures import Transient
from vindex_assets.pipeline.policy import POLICIES, code_version, model_fingerprint
from vindex_assets.pipeline.stamping import build_stamp, output_version
from vindex_search.contract.artefacts import AUDIO, VIDEO
from vindex_search.contract.records import UploadRecord
from vindex_search.storage.stamp import Stamp

SIDECARS = (("team/a.de.vtt", "7"), ("team/a.en.vtt", "8"))


@pytest.fixture
def upload(home: Home) -> UploadRecord:
    """The upload of an indexed video, with two subtitle files."""
    found = home.library.store.read_record(indexed_video(home, "team/a.mp4"), UploadRecord)
    assert found is not None
    return replace(found, sidecars=SIDECARS)


def stamp_of(home: Home, upload: UploadRecord, asset: str) -> Stamp:
    return build_stamp(home.library, upload, asset, upload.video_id)


def test_inputs_come_first_then_facts_of_the_upload(home: Home, upload: UploadRecord) -> None:
    stamp = stamp_of(home, upload, "index_points")
    version = Stamp((), "1").output_version
    assert stamp.inputs == (
        *(("frame_embeddings", version), ("text_embeddings", version), ("chapters", version)),
        *(("upload", upload.version), ("object_key", "team/a.mp4"), ("uploaded_at", upload.uploaded_at)),
    )


def test_then_settings_and_of_the_transcript_alone_the_subtitle_files(home: Home, upload: UploadRecord) -> None:
    inputs = stamp_of(home, upload, "transcript").inputs
    assert inputs[2:] == (
        ("setting transcript_source", "auto"),
        ("sidecar team/a.de.vtt", "7"),
        ("sidecar team/a.en.vtt", "8"),
    )
    for asset in set(POLICIES) - {"transcript", "chapters"}:
        assert not [name for name, _ in stamp_of(home, upload, asset).inputs if "sidecar" in name], asset


def test_a_chapter_file_is_of_the_chapters_and_not_of_the_transcript(home: Home, upload: UploadRecord) -> None:
    with_chapters = replace(upload, sidecars=(*upload.sidecars, ("team/a.chapters.vtt", "9")))
    stamps = {asset: stamp_of(home, with_chapters, asset) for asset in ("transcript", "chapters")}
    assert ("sidecar team/a.chapters.vtt", "9") in stamps["chapters"].inputs
    assert stamps["transcript"] == stamp_of(home, upload, "transcript")


def test_code_and_model_are_those_of_the_row(home: Home, upload: UploadRecord) -> None:
    for asset, row in POLICIES.items():
        stamp = stamp_of(home, upload, asset)
        assert stamp.code_version == code_version(asset, home.library.models)
        assert stamp.model == model_fingerprint(row, home.library.models)
        assert bool(stamp.model) == (row.model is not None)


def test_what_is_known_by_its_content_is_passed_on_by_it(home: Home, upload: UploadRecord) -> None:
    store, stamp = home.library.store, replace(Stamp((("upload", "9"),), "3"), content="of these bytes")
    store.write_bytes(upload.video_id, VIDEO, b"{}", stamp)
    assert output_version(store, upload.video_id, "video") == "of these bytes"
    assert stamp_of(home, upload, "audio").inputs == (("video", "of these bytes"),)


def test_without_what_it_is_made_from_there_is_no_stamp(home: Home, upload: UploadRecord) -> None:
    home.library.store.remove_artefact(upload.video_id, AUDIO)
    with pytest.raises(Transient, match="audio has not been materialised for this partition; materialise it first"):
        stamp_of(home, upload, "transcript")
