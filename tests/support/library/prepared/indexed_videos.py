"""Complete videos, as runs leave them, written without a run: for checks over many of them."""

from __future__ import annotations

import os
from typing import Any

import polars as pl

from tests.support.library.home import Home
from tests.support.storage.video_records import revision_of
from vindex_assets.completeness.expected_points import count_video_points
from vindex_assets.pipeline import video_records
from vindex_assets.runs.partitions import VIDEOS
from vindex_search.contract.artefacts import (
    AUDIO,
    CHAPTERS,
    FRAME_EMBEDDINGS,
    FRAMES,
    POINTS,
    SCREEN_TEXT,
    TEXT_EMBEDDINGS,
    TRANSCRIPT,
    VIDEO,
)
from vindex_search.contract.generation import Generation
from vindex_search.contract.ids import video_id, workspace_of
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.contract.tables import (
    FRAMES_SCHEMA,
    POINTS_SCHEMA,
    SCREEN_TEXT_SCHEMA,
    TRANSCRIPT_SCHEMA,
    embeddings_schema,
)
from vindex_search.storage.stamp import Stamp
from vindex_search.videos.usage.point_counts import write_channel_counts

NO_PICTURES = {"absent": "the file has no picture"}


def register_upload(home: Home, key: str, *, age_s: float = 0.0) -> str:
    """Upload and register a file, some seconds ago, and add its partition; returns its video id."""
    store, name = home.library.store, video_id(home.library.bucket.name, key)
    file = home.uploads / key
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"bytes")
    found = home.library.bucket.stat(key)
    assert found is not None
    upload = UploadRecord(name, workspace_of(key), key, version=found.version, size=5, uploaded_at=found.uploaded_at)
    store.write_record(name, upload)
    path = str(store.path(name, upload.FILE))
    written = os.stat(path).st_mtime - age_s  # noqa: PTH116 - of a path that is a string
    os.utime(path, (written, written))
    home.instance.add_dynamic_partitions(VIDEOS, [name])
    return name


def indexed_video(home: Home, key: str) -> str:
    """Write an indexed video with one sentence and no pictures; returns its id."""
    name = register_upload(home, key)
    write_artefacts(home, name)
    return name


def write_artefacts(home: Home, name: str, *, sha256: str = "") -> None:
    """Write the artefacts of a registered upload: one sentence, no pictures; `sha256`: of the bytes it has."""
    store, stamp = home.library.store, Stamp((), "1")
    facts = {"sha256": sha256} if sha256 else {}
    store.write_bytes(name, VIDEO, VideoRecord.from_manifest({"duration_s": 2.0, "width": 0, **facts}).to_json(), stamp)
    if sha256:
        store.index_content(name, sha256)
    store.write_bytes(name, AUDIO, None, stamp.with_note({"absent": "the file has no sound"}))
    store.write_table(name, FRAMES, pl.DataFrame(schema=FRAMES_SCHEMA), stamp.with_note(NO_PICTURES))
    said: dict[str, Any] = {"segment": 0, "start_s": 0.0, "end_s": 2.0, "text": "The tide turns.", "language": "en"}
    transcript = {**dict.fromkeys(TRANSCRIPT_SCHEMA), **said, "source": "subtitles", "words": []}
    store.write_table(name, TRANSCRIPT, pl.DataFrame([transcript], schema=TRANSCRIPT_SCHEMA), stamp)
    store.write_table(name, SCREEN_TEXT, pl.DataFrame(schema=SCREEN_TEXT_SCHEMA), stamp)
    for artefact in (FRAME_EMBEDDINGS, TEXT_EMBEDDINGS, CHAPTERS):
        store.write_table(name, artefact, pl.DataFrame(schema=embeddings_schema(1)), stamp)
    publish_points(home, name, stamp, points=1)


def publish_points(home: Home, name: str, stamp: Stamp, *, points: int) -> None:
    """Publish a number of speech points, and record the counts and that the video is indexed."""
    store = home.library.store
    row = {**dict.fromkeys(POINTS_SCHEMA), "video_id": name, "channel": "speech", "words_indices": [1]}
    row["generation"] = str(Generation(name, stamp.fingerprint))
    table = pl.DataFrame([row] * points, schema=POINTS_SCHEMA)
    store.write_table(name, POINTS, table, stamp)
    revision = revision_of(store, name)
    write_channel_counts(store, name, revision, count_video_points(store, home.library.models, name, table))
    store.publish(name, stamp.fingerprint, points)
    video_records.record_indexed(store, name, revision, stamp.fingerprint, "r1")
