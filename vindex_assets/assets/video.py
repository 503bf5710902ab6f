"""`video`: container, duration and streams of the uploaded file, as `video.json`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import dagster as dg

from vindex_assets.assets.factory import build_asset
from vindex_assets.failures import Permanent
from vindex_assets.pipeline import video_records
from vindex_assets.pipeline.metadata.materialization import Metadata
from vindex_assets.pipeline.policy import DEADLINE_BASE_S
from vindex_assets.pipeline.step import AssetStep
from vindex_assets.pipeline.video_task import UPLOAD_GONE, VideoTask
from vindex_search.contract.artefacts import VIDEO
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.asset_status import SETTING_PREFIX

CHUNK_BYTES: Final = 1 << 20  # read at a time for the checksum
MIN_READ_RATE: Final = 20 * 2**20  # bytes a second of the slowest disk: the probe reads the whole file once
PROBE_SHARE: Final = 0.5  # of the step's progress: the file is read once more for its checksum
FACTS: Final = (
    "object_key",
    "bytes",
    "container",
    "duration_s",
    "width",
    "height",
    "rotation",
    "mirrored",
    "hdr",
    "fps",
    "nominal_fps",
    "variable_frame_rate",
    "frame_count",
    "keyframe_every_s",
)  # fields of the manifest that Dagster shows


def count_attempt(task: VideoTask) -> None:
    """Count the attempt before its work begins, so that a video which kills its worker is counted too."""
    video_records.count_attempt(task.library.store, task.video_id, task.revision, task.run_id)


def make(task: VideoTask) -> None:
    """Probe the upload in a sandbox and write `video.json`.

    Raises:
        Permanent: the upload is gone, is larger or longer than the settings allow, or cannot be read as media.
    """
    from vindex_assets.media.child_tasks import probe_file
    from vindex_assets.media.probe.probe import MediaLimits, check_file_size
    from vindex_search import sandbox

    upload = task.upload_record()
    settings = task.library.settings
    limits = MediaLimits(settings.max_duration_s, settings.max_bytes, settings.max_pixels)
    check_file_size(upload.size, limits)
    try:
        with task.library.bucket.local_path(upload.object_key) as path:
            deadline_s = DEADLINE_BASE_S + upload.size / MIN_READ_RATE
            arguments = (str(path), asdict(limits), settings.audio_language)
            manifest = sandbox.run_sandboxed(probe_file, *arguments, deadline_s=deadline_s, readable=[path])
            task.report_progress(PROBE_SHARE)
            sha256 = _sha256(task, path)
    except FileNotFoundError:
        raise Permanent(UPLOAD_GONE) from None
    own = {**_upload_fields(upload), "sha256": sha256}
    record = VideoRecord.from_manifest({**own, **manifest, **own})  # a decoder has no say in whose film it is
    stamp = replace(task.stamp, content=_content_fingerprint(task, sha256, manifest))
    task.library.store.unindex_content(task.video_id)
    task.library.store.write_bytes(task.video_id, VIDEO, record.to_json(), stamp)


def _content_fingerprint(task: VideoTask, sha256: str, manifest: dict[str, Any]) -> str:
    """Fingerprint that downstream stamps name: the same for another key, or another upload, of the same bytes."""
    settings = tuple((name, value) for name, value in task.stamp.inputs if name.startswith(SETTING_PREFIX))
    facts = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
    return Stamp((("sha256", sha256), ("facts", facts), *settings), task.stamp.code_version).fingerprint


def index_content(task: VideoTask) -> None:
    """Enter the video under its checksum, so that others with the same bytes can copy its artefacts."""
    sha256 = task.video_record().sha256
    if sha256:
        task.library.store.index_content(task.video_id, sha256)


def _upload_fields(upload: UploadRecord) -> dict[str, Any]:
    names = ("workspace", "object_key", "version", "uploaded_at")
    return {"video_id": upload.video_id, "bytes": upload.size, **{name: getattr(upload, name) for name in names}}


def _sha256(task: VideoTask, path: Path) -> str:
    """The checksum of a file; reports its progress."""
    digest, size = hashlib.sha256(), max(1, path.stat().st_size)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            task.report_progress(PROBE_SHARE + (1.0 - PROBE_SHARE) * file.tell() / size)
    return digest.hexdigest()


def describe(task: VideoTask) -> Metadata:
    """Facts of the file, its streams, chapters and edit list, and a link to the player page."""
    manifest: Mapping[str, Any] = task.video_record().manifest
    page = f"{task.library.settings.service_url}/v/{task.video_id}"
    return {
        **{name: manifest[name] for name in FACTS if manifest.get(name) is not None},
        **{name: dg.MetadataValue.json(manifest.get(name, [])) for name in ("streams", "chapters", "edits")},
        "player": dg.MetadataValue.url(page),
    }


STEP: Final = AssetStep(asset="video", make=make, describe=describe, before=count_attempt, after=index_content)

video: Final = build_asset(STEP, __doc__)
