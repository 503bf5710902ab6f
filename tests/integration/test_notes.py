"""Whatever notes the artefacts of a video hold, the API returns them once it is published, and they outlive repairs."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from tests.support.library.home import Home
from tests.support.library.prepared.indexed_videos import indexed_video
from tests.support.library.video_tasks import task_for
from tests.support.storage.notes import DECIDED, LOST, SKIPPED, any_notes
from tests.support.storage.video_records import revision_of
from vindex_assets.assets.index_points import publish, record_success
from vindex_search.api.schemas.videos import VideoOut, video_out
from vindex_search.contract.artefacts import AUDIO, POINTS, TRANSCRIPT, VIDEO
from vindex_search.contract.notes import Note, to_stamp
from vindex_search.contract.records import IndexedRecord, UploadRecord, VideoRecord
from vindex_search.storage import files
from vindex_search.storage.notes import bounded
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.video import get_video

STAMP = Stamp((), "1")


def write_notes(home: Home, name: str, *, probe: list[Note], audio: list[Note], transcript: list[Note]) -> None:
    """Make the artefacts of a video anew, with notes."""
    store = home.library.store
    upload = store.read_record(name, UploadRecord)
    assert upload is not None
    manifest = {"duration_s": 60.0, "width": 0, "version": upload.version, **to_stamp(probe)}
    store.write_bytes(name, VIDEO, VideoRecord.from_manifest(manifest).to_json(), STAMP)
    store.write_bytes(name, AUDIO, None, STAMP.with_note({"absent": "silent", **to_stamp(audio)}))
    said = store.read_table(name, TRANSCRIPT)
    store.write_table(name, TRANSCRIPT, said, STAMP.with_note({"segments": len(said), **to_stamp(transcript)}))


def publish_again(home: Home, name: str) -> None:
    task = task_for(home, "index_points", name, home.library.store.stamp(name, POINTS) or STAMP)
    publish(task)
    record_success(task)


def answer(home: Home, name: str) -> dict[str, Any]:
    """What `GET /v1/videos/{id}` answers, as JSON."""
    store, video = home.library.store, get_video(home.library.store, name)
    assert video is not None
    out = video_out(store, home.library.settings, video, recogniser=home.library.models.recogniser)
    found: dict[str, Any] = VideoOut.model_validate_json(out.model_dump_json()).model_dump()
    return found


def notes(home: Home, name: str) -> tuple[Note, ...]:
    found = answer(home, name)["notes"]
    assert all(note["loss"] == Note.from_dict(note).is_loss for note in found)
    return tuple(map(Note.from_dict, found))


def test_any_notes_come_through_publication_to_the_api(home: Home) -> None:
    name = indexed_video(home, "team/a.mp4")

    @settings(max_examples=15)
    @given(any_notes, any_notes, any_notes)
    def check(probe: list[Note], audio: list[Note], transcript: list[Note]) -> None:
        write_notes(home, name, probe=probe, audio=audio, transcript=transcript)
        publish_again(home, name)
        assert notes(home, name) == bounded([*probe, *audio, *transcript])

    check()


def test_before_it_is_published_a_video_has_the_notes_of_the_probe(home: Home) -> None:
    name = indexed_video(home, "team/a.mp4")
    write_notes(home, name, probe=[DECIDED], audio=[LOST], transcript=[])
    assert notes(home, name) == (), "those of what was published"
    home.library.store.remove_record(name, IndexedRecord)  # as a repair begins
    assert notes(home, name) == (DECIDED,)
    publish_again(home, name)
    assert notes(home, name) == (DECIDED, LOST)


def test_what_is_mended_is_gone_when_the_video_is_published_again(home: Home) -> None:
    name = indexed_video(home, "team/a.mp4")
    write_notes(home, name, probe=[], audio=[LOST], transcript=[SKIPPED])
    publish_again(home, name)
    write_notes(home, name, probe=[], audio=[LOST], transcript=[])
    publish_again(home, name)
    assert notes(home, name) == (LOST,)


def test_a_video_whose_artefact_is_damaged_is_published_with_the_notes_of_the_others(home: Home) -> None:
    name, store = indexed_video(home, "team/a.mp4"), home.library.store
    write_notes(home, name, probe=[DECIDED], audio=[LOST], transcript=[SKIPPED])
    files.write(files.stamp_path(store.path(name, AUDIO)), b"{")
    publish_again(home, name)
    record = store.read_record(name, IndexedRecord)
    assert record is not None
    assert (record.revision, record.notes) == (revision_of(store, name), (DECIDED, SKIPPED))
