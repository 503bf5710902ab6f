"""Every artefact of a video that is gone or cut off is named."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import indexed_video, register_upload
from tests.support.storage.video_records import revision_of
from vindex_assets.completeness.findings import VideoFacts, findings
from vindex_assets.completeness.inspection import damaged_artefacts, inspect_video, outdated_artefacts
from vindex_search.contract.artefacts import ARTEFACTS, FRAMES, TRANSCRIPT
from vindex_search.contract.records import ChannelCount, ChannelsRecord, ForgottenRecord, UploadRecord, VideoRecord
from vindex_search.contract.transcript_origin import STAND_IN, recognised_by
from vindex_search.videos.usage.point_counts import read_channel_counts


def facts(home: Home, name: str) -> VideoFacts:
    store = home.library.store
    return inspect_video(
        store,
        home.library.models,
        name,
        published=store.published().get(name),
        points_in_index=None,
        has_partition=True,
        queue_is_idle=True,
    )


def path(home: Home, name: str, artefact: str) -> Path:
    return Path(str(home.library.store.path(name, artefact)))


def test_of_a_whole_video_nothing_is_damaged(home: Home) -> None:
    name = indexed_video(home, "team/a.mp4")
    assert damaged_artefacts(home.library.store, name) == {}
    assert findings(facts(home, name), now=0.0) == ()


@pytest.mark.parametrize(("asset", "artefact"), [item for item in ARTEFACTS.items() if item[0] != "audio"])
def test_an_artefact_that_is_gone_is_named(home: Home, asset: str, artefact: str) -> None:
    name = indexed_video(home, "team/a.mp4")
    path(home, name, artefact).unlink()
    assert damaged_artefacts(home.library.store, name) == {asset: f"{artefact} is missing"}


@pytest.mark.parametrize(("asset", "artefact"), [item for item in ARTEFACTS.items() if item[0] != "audio"])
@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_an_artefact_that_was_cut_off_is_named(home: Home, asset: str, artefact: str, share: float) -> None:
    name = indexed_video(home, "team/a.mp4")
    file = path(home, name, artefact)
    file.write_bytes(file.read_bytes()[: int(len(file.read_bytes()) * share)])
    assert damaged_artefacts(home.library.store, name) == {asset: f"{artefact} cannot be read"}


def test_sound_that_is_absent_for_a_reason_is_not_missing_but_its_stamp_is(home: Home) -> None:
    name = indexed_video(home, "team/a.mp4")
    path(home, name, "audio.flac.stamp.json").unlink()
    assert damaged_artefacts(home.library.store, name) == {"audio": "audio.flac is missing"}


def test_pictures_without_their_storyboard_are_damaged(home: Home) -> None:
    name, store = indexed_video(home, "team/a.mp4"), home.library.store
    stamp = store.stamp(name, FRAMES)
    assert stamp is not None
    store.write_table(name, FRAMES, store.read_table(name, FRAMES), stamp.with_note({"frames": 3}))
    assert damaged_artefacts(store, name) == {"frames": "storyboard.vtt is missing"}


def test_what_an_earlier_vindex_published_is_counted_now(home: Home) -> None:
    name, store = indexed_video(home, "team/a.mp4"), home.library.store
    store.remove_record(name, ChannelsRecord)
    found = facts(home, name)
    assert found.channels is not None
    assert found.channels["speech"] == found.channels["words"] == ChannelCount(1, 1)
    assert read_channel_counts(store, name, revision_of(store, name)) == found.channels


def test_a_video_that_was_never_worked_on_has_its_upload_alone(home: Home) -> None:
    name = register_upload(home, "team/a.mp4", age_s=7200)
    found = facts(home, name)
    assert (found.indexed, found.failure, found.attempts, found.published) == (None, None, None, None)
    assert [one.kind for one in findings(found, now=found.changed_at + 7200)] == ["skipped"]


def test_a_forgotten_video_is_recognised(home: Home) -> None:
    name, store = indexed_video(home, "team/a.mp4"), home.library.store
    upload = store.read_record(name, UploadRecord)
    assert upload is not None
    store.write_record(name, ForgottenRecord(upload))
    store.remove_video(name, keep=ForgottenRecord)
    assert facts(home, name) == VideoFacts(forgotten=True)
    assert store.read_record(name, VideoRecord) is None


def test_an_upload_whose_record_cannot_be_read_takes_nothing_from_readers(home: Home) -> None:
    name, store = indexed_video(home, "team/a.mp4"), home.library.store
    path(home, name, "upload.json").write_bytes(b"{")
    found = facts(home, name)
    (finding,) = findings(found, now=found.changed_at)
    assert (finding.kind, finding.reason) == ("skipped", f"upload.json of {name} is no JSON")
    assert store.published() != {}


def test_a_damaged_record_of_what_is_indexed_is_not_indexed(home: Home) -> None:
    name = indexed_video(home, "team/a.mp4")
    path(home, name, f"{home.library.store.collection}/indexed.json").write_bytes(b"{}")
    found = facts(home, name)
    assert found.indexed is None
    assert [one.kind for one in findings(found, now=found.changed_at + 7200)] == ["skipped"]


def test_damaged_counts_are_counted_anew(home: Home) -> None:
    name = indexed_video(home, "team/a.mp4")
    path(home, name, f"{home.library.store.collection}/channels.json").write_bytes(b'{"revision": 0}')
    assert findings(facts(home, name), now=0.0) == ()
    assert home.library.store.read_record(name, ChannelsRecord) is not None


def test_a_transcript_of_the_stand_in_is_outdated_once_the_recogniser_is_here(home: Home) -> None:
    name, store = indexed_video(home, "team/a.mp4"), home.library.store
    stamp = store.stamp(name, TRANSCRIPT)
    assert stamp is not None
    store.write_table(
        name, TRANSCRIPT, store.read_table(name, TRANSCRIPT), stamp.with_note({"origin": recognised_by(STAND_IN)})
    )
    found = findings(facts(home, name), now=0.0)
    assert [finding.kind for finding in found] == ["artefact"]
    assert found[0].reason.startswith("transcript: made by pocketsphinx")
    assert outdated_artefacts(store, dataclasses.replace(home.library.models, recogniser=STAND_IN), name) == {}
