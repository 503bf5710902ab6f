"""Films that are in a library as far as their probe: what previews need of the pipeline, without its models."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.clips.cutting import manifest_of
from tests.support.library.home import Home
from vindex_search.contract.ids import video_id, workspace_of_video
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.videos.video import Video, get_video


def probed_film(home: Home, key: str, film: Path) -> Video:
    """Upload a copy of a film under a key, and register and probe it."""
    target = home.uploads / key
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(film, target)
    bucket, store = home.library.bucket, home.library.store
    upload = bucket.stat(key)
    assert upload is not None
    name = video_id(bucket.name, key)
    facts = {"video_id": name, "workspace": workspace_of_video(name), "object_key": key, "version": upload.version}
    workspace, at = workspace_of_video(name), "2026-01-01T00:00:00+00:00"
    store.write_record(name, UploadRecord(name, workspace, key, upload.version, upload.size, at))
    manifest = {**manifest_of(target), **facts, "sha256": "0" * 64}
    store.write_record(name, VideoRecord.from_manifest(manifest))
    found = get_video(store, name)
    assert found is not None
    return found
