"""`video`: the facts of the uploaded file, or the reason why it is none."""

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
from vindex_assets.pipeline.policy import DEADLINE_BASE_S
from vindex_assets.pipeline.step import AssetStep, Metadata, VideoTask
from vindex_search.contract.artefacts import VIDEO
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.asset_status import SETTING_PREFIX

CHUNK: Final = 1 << 20
SLOWEST_DISK: Final = 20 * 2**20  # bytes a second: a file is read once to tell its times


def count_attempt(work: VideoTask) -> None:
    """Count before the work begins, so that a video which kills its worker is counted too."""
    video_records.count_attempt(work.library.store, work.video_id, work.revision, work.run_id)


def make(work: VideoTask) -> None:
    """Probe the upload in a child process and write `video.json`.

    Raises:
        Permanent: the upload is gone, or is nothing that can be indexed.
    """
    from vindex_assets.media import sandbox
    from vindex_assets.media.child_tasks import probe_file
    from vindex_assets.media.probe.probe import MediaLimits, check_file_size

    upload = work.upload_record()
    settings = work.library.settings
    limits = MediaLimits(settings.max_duration_s, settings.max_bytes, settings.max_pixels)
    check_file_size(upload.size, limits)
    try:
        with work.library.bucket.local(upload.object_key) as path:
            deadline_s = DEADLINE_BASE_S + upload.size / SLOWEST_DISK
            found = sandbox.run_sandboxed(
                probe_file, str(path), asdict(limits), settings.audio_language, deadline_s=deadline_s
            )
            sha256 = _sha256(path)
    except FileNotFoundError:
        raise Permanent("the upload is no longer there") from None
    probed = VideoRecord.from_manifest({**_identity(upload), "sha256": sha256, **found})
    stamp = replace(work.stamp, content=_content(work, sha256, found))
    work.library.store.unindex_content(work.video_id)
    work.library.store.write_bytes(work.video_id, VIDEO, probed.to_json(), stamp)


def _content(work: VideoTask, sha256: str, found: dict[str, Any]) -> str:
    """What is worked on below: the same for another key, and after another upload, of the same bytes."""
    settings = tuple(one for one in work.stamp.inputs if one[0].startswith(SETTING_PREFIX))
    facts = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
    return Stamp((("sha256", sha256), ("facts", facts), *settings), work.stamp.code_version).fingerprint


def mark_bytes(work: VideoTask) -> None:
    """Let other videos with the same bytes take over what is made of this one."""
    sha256 = work.video_record().sha256
    if sha256:
        work.library.store.index_content(work.video_id, sha256)


def _identity(upload: UploadRecord) -> dict[str, Any]:
    names = ("workspace", "object_key", "version", "uploaded_at")
    return {"video_id": upload.video_id, "bytes": upload.size, **{name: getattr(upload, name) for name in names}}


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def describe(work: VideoTask) -> Metadata:
    """What a person wants to know of a file at a glance."""
    facts: Mapping[str, Any] = work.video_record().manifest
    shown = (
        *("object_key", "bytes", "container", "duration_s", "width", "height", "rotation", "mirrored", "hdr"),
        *("fps", "nominal_fps", "variable_frame_rate", "frame_count", "keyframe_every_s"),
    )
    page = f"{work.library.settings.service_url}/v/{work.video_id}"
    return {
        **{name: facts[name] for name in shown if facts.get(name) is not None},
        **{name: dg.MetadataValue.json(facts.get(name, [])) for name in ("streams", "chapters", "edits")},
        "player": dg.MetadataValue.url(page),
    }


STEP: Final = AssetStep("video", make, describe, before=count_attempt, after=mark_bytes)


video: Final = build_asset(STEP, __doc__)
