"""The record of a file, the fingerprint that what is made from it hangs on, and the index of equal files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.dagster.step_runs import register_uploads
from tests.support.library.home import Home
from tests.support.library.upload_files import delete_file, upload_file
from tests.support.library.video_tasks import task_for
from tests.support.storage.effects import effects
from vindex_assets.assets.video import MIN_READ_RATE, STEP, count_attempt, describe, index_content, make
from vindex_assets.failures import Permanent
from vindex_assets.pipeline.policy import DEADLINE_BASE_S
from vindex_assets.pipeline.stamping import output_version
from vindex_assets.pipeline.video_task import UPLOAD_GONE, VideoTask
from vindex_search import sandbox
from vindex_search.contract.artefacts import VIDEO
from vindex_search.contract.records import AttemptsRecord, VideoRecord
from vindex_search.settings import settings
from vindex_search.storage.stamp import Stamp

FACTS: dict[str, Any] = {"duration_s": 9.0, "width": 64, "container": "mp4", "streams": [{"index": 0}]}
SHA = hashlib.sha256(b"film").hexdigest()
STAMP = Stamp((("setting audio_language", ""), ("upload", "1")), "3")


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the probe finds, which a test may change, and how it was called."""
    found: dict[str, Any] = {"facts": dict(FACTS)}

    def run_sandboxed(
        function: Callable[..., object], path: str, *given: object, deadline_s: float, readable: list[Path]
    ) -> dict[str, Any]:
        assert readable == [Path(path)]
        found["call"] = (function.__name__, *given, deadline_s)
        return dict(found["facts"])

    monkeypatch.setattr(sandbox, "run_sandboxed", run_sandboxed)
    return found


def made(home: Home, name: str, stamp: Stamp = STAMP) -> VideoTask:
    """The step after its work on a registered upload."""
    (video,) = register_uploads(home, name)
    task = task_for(home, "video", video, stamp)
    make(task)
    return task


def test_the_child_has_no_say_in_whose_film_it_is(home: Home, probe: dict[str, Any]) -> None:
    """A decoder that was taken over would name a film of another workspace, and get the transcript of it."""
    probe["facts"] |= {
        "sha256": "0" * 64,
        "workspace": "others",
        "object_key": "others/b.mp4",
        "video_id": "x",
        "bytes": 1,
    }
    manifest = made(home, "a").video_record().manifest
    assert (manifest["sha256"], manifest["workspace"], manifest["bytes"]) == (SHA, "team", 4)
    assert manifest["object_key"] == "team/a.mp4"


def version(home: Home, task: VideoTask) -> str:
    return output_version(home.library.store, task.video_id, "video")


def test_the_record_has_the_facts_of_the_upload_and_of_the_file(home: Home, probe: dict[str, Any]) -> None:
    task = made(home, "a")
    upload = task.upload_record()
    assert dict(task.video_record().manifest) == {
        "video_id": task.video_id,
        "bytes": 4,
        "workspace": "team",
        "object_key": "team/a.mp4",
        "version": upload.version,
        "uploaded_at": upload.uploaded_at,
        "sha256": SHA,
        **FACTS,
    }
    found = settings()
    limits = {"max_duration_s": found.max_duration_s, "max_bytes": found.max_bytes, "max_pixels": found.max_pixels}
    assert probe["call"] == ("probe_file", limits, found.audio_language, DEADLINE_BASE_S + 4 / MIN_READ_RATE)


def test_the_same_bytes_are_the_same_input_under_any_key_and_of_any_upload(home: Home, probe: dict[str, Any]) -> None:
    first = version(home, made(home, "a"))
    assert version(home, made(home, "b", Stamp((STAMP.inputs[0], ("upload", "2")), "3"))) == first


@pytest.mark.parametrize(
    "stamp", [Stamp((("setting audio_language", "de"), STAMP.inputs[1]), "3"), Stamp(STAMP.inputs, "4")]
)
def test_another_setting_or_other_code_is_another_input(home: Home, probe: dict[str, Any], stamp: Stamp) -> None:
    first = version(home, made(home, "a"))
    assert version(home, made(home, "b", stamp)) != first


def test_other_facts_or_other_bytes_are_another_input(home: Home, probe: dict[str, Any]) -> None:
    task = made(home, "a")
    versions = {version(home, task)}
    probe["facts"]["width"] = 128
    make(task)
    versions.add(version(home, task))
    upload_file(home, "team/a.mp4", b"another film")
    make(task)
    versions.add(version(home, task))
    assert len(versions) == 3


def test_a_video_leaves_the_index_of_its_old_bytes_before_its_record_names_new_ones(
    home: Home, probe: dict[str, Any]
) -> None:
    """In the other order nobody would know any more which entry that is."""
    task, store = made(home, "a"), home.library.store
    index_content(task)
    assert store.videos_with_content(SHA) == [task.video_id]
    upload_file(home, "team/a.mp4", b"another film")
    with effects(store.root) as seen:
        make(task)
    changes = seen.by_name()
    assert changes.index(f"unlink {task.video_id}") < changes.index(f"rename {VIDEO}")
    assert store.videos_with_content(SHA) == []
    index_content(task)
    assert store.videos_with_content(hashlib.sha256(b"another film").hexdigest()) == [task.video_id]


def test_a_record_without_a_checksum_is_not_indexed(home: Home, probe: dict[str, Any]) -> None:
    task = made(home, "a")
    home.library.store.write_record(task.video_id, VideoRecord.from_manifest({"duration_s": 9.0, "width": 64}))
    index_content(task)
    assert home.library.store.videos_with_content(SHA) == []


def test_an_upload_that_is_gone_or_too_large_fails_for_good(
    home: Home, probe: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    task = made(home, "a")
    monkeypatch.setenv("VINDEX_MAX_BYTES", "3")
    settings.cache_clear()
    with pytest.raises(Permanent, match="the file is 4 bytes; at most 3 are allowed"):
        make(task)
    monkeypatch.delenv("VINDEX_MAX_BYTES")
    settings.cache_clear()
    delete_file(home, "team/a.mp4")
    with pytest.raises(Permanent, match=UPLOAD_GONE):
        make(task)


def test_the_attempt_is_counted_first_and_the_bytes_are_indexed_last(home: Home, probe: dict[str, Any]) -> None:
    assert (STEP.before, STEP.make, STEP.after) == (count_attempt, make, index_content)
    task = made(home, "a")
    count_attempt(task)
    assert home.library.store.read_record(task.video_id, AttemptsRecord) == AttemptsRecord(task.revision, ("r1",))


def test_the_metadata_are_facts_of_the_file_with_a_link(home: Home, probe: dict[str, Any]) -> None:
    task = made(home, "a")
    metadata = describe(task)
    assert (metadata["container"], metadata["duration_s"], metadata["width"]) == ("mp4", 9.0, 64)
    assert "fps" not in metadata
    assert (metadata["streams"].value, metadata["edits"].value) == ([{"index": 0}], [])
    assert metadata["player"].value == f"{settings().service_url}/v/{task.video_id}"
