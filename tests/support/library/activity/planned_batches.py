"""Uploads that are due, and the batches that are planned of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from vindex_assets.uploads.batching import Batch, partition_order, plan_batches
from vindex_assets.uploads.video_state import VideoState
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import UploadRecord

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
MIB = 2**20


def upload(name: str, *, workspace: str = "team", age_s: float = 60.0, size: int = MIB) -> UploadRecord:
    """An upload of a workspace that came so long before `NOW`."""
    key = f"{workspace}/{name}.mp4"
    at = datetime.fromtimestamp(NOW - age_s, UTC).isoformat(timespec="seconds")
    return UploadRecord(video_id("bucket", key), workspace, key, "v1", size, at)


def due_rows(*uploads: UploadRecord) -> list[VideoState]:
    """New uploads, as the sensor sees them."""
    return [VideoState(one, "new") for one in uploads]


def many(count: int, *, workspace: str = "team", age_s: float = 60.0) -> list[UploadRecord]:
    """So many uploads of one workspace and age."""
    return [upload(f"{number:05}", workspace=workspace, age_s=age_s) for number in range(count)]


def plan(
    due: Sequence[VideoState],
    *,
    order: Sequence[str] | None = None,
    queued: Mapping[tuple[str, str], int] | None = None,
    slots: int = 2,
) -> list[Batch]:
    """The planned batches; the partitions were added in `partition_order`, if not in `order`."""
    keys = [one.video_id for one in partition_order(one.upload for one in due)] if order is None else order
    return plan_batches(due, order=keys, queued=queued or {}, now=NOW, slots=slots)


def keys_of(batches: Sequence[Batch]) -> list[list[str]]:
    """By batch, the names of its files."""
    return [[one.object_key.removesuffix(".mp4") for one in batch.uploads] for batch in batches]
