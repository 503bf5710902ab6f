"""What must hold of a library after a crash and what follows it: the sentences that say what does not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import dagster as dg
from polars.exceptions import PolarsError

from tests.support.library.home import Home
from vindex_assets.completeness.inspection import damaged_artefacts
from vindex_assets.failures import Transient
from vindex_assets.pipeline.policy import POLICIES
from vindex_assets.pipeline.stamping import build_stamp
from vindex_assets.runs.in_flight import ACTIVE_STATUSES
from vindex_assets.runs.partitions import VIDEOS, videos
from vindex_assets.uploads.upload import is_draft
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.generation import PublishedMark, parse_marks
from vindex_search.contract.ids import video_id
from vindex_search.contract.records import FailureRecord, ForgottenRecord, IndexedRecord, UploadRecord
from vindex_search.storage import files
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

MEDIA: Final = ".mp4"
SCRATCH_PREFIX: Final = "vindex-"
LAST: Final = dg.AssetKey("index_points")


@dataclass(frozen=True)
class Recovered:
    """The library as it was left.

    Attributes:
        home: The library, open in this process.
        scratch: Where the processes had their scratch files.
    """

    home: Home
    scratch: Path

    def problems(self) -> list[str]:
        """What does not hold; empty where all does."""
        uploaded, forgotten = self._uploaded(), set(self._forgotten())
        found = [*self._library(uploaded - forgotten, forgotten), *self._instance(uploaded - forgotten), *self._left()]
        for video in sorted(uploaded - forgotten):
            found += self._video(video)
        return found

    @property
    def _store(self) -> Store:
        return self.home.library.store

    def _uploaded(self) -> set[str]:
        bucket = self.home.library.bucket
        keys = (item.key for item in bucket.list() if item.key.endswith(MEDIA) and not is_draft(item.key))
        return {video_id(bucket.name, key) for key in keys}

    def _forgotten(self) -> Iterator[str]:
        return (video for video in self._store.video_ids() if self._store.has_record(video, ForgottenRecord))

    # One video

    def _video(self, video: str) -> Iterator[str]:
        """Indexed whole, or failed with a reason."""
        upload = self._store.read_record(video, UploadRecord)
        if upload is None:
            yield f"{video} is not registered"
            return
        failure = self._store.read_record(video, FailureRecord)
        indexed = self._store.read_record(video, IndexedRecord)
        if failure or indexed is None:
            if not (failure and failure.reason):
                yield f"{video} is neither indexed nor failed with a reason"
            return
        if indexed.revision != upload.revision:
            yield f"{video} is indexed in another revision than is uploaded"
        yield from self._artefacts(video, upload)
        yield from self._generation(video, indexed)

    def _artefacts(self, video: str, upload: UploadRecord) -> Iterator[str]:
        """Every artefact is whole, and made of what there is now."""
        damaged = damaged_artefacts(self._store, video)
        yield from (f"{video}: {damage}" for damage in damaged.values())
        for asset, policy in POLICIES.items():
            if self._store.try_stamp(video, policy.artefact) != self._due_stamp(upload, asset):
                yield f"{video}: the stamp of {policy.artefact} does not fit"
            if policy.artefact.endswith(".parquet") and asset not in damaged:
                self._store.read_table(video, policy.artefact)  # every byte of it

    def _due_stamp(self, upload: UploadRecord, asset: str) -> Stamp | None:
        """The stamp that an artefact has to have; None where what it is made from is damaged."""
        try:
            return build_stamp(self.home.library, upload, asset, upload.video_id)
        except (Transient, PolarsError):
            return None

    def _generation(self, video: str, indexed: IndexedRecord) -> Iterator[str]:
        """One generation, and one only, wherever one is named."""
        stamp = self._store.stamp(video, POINTS)
        points = self._store.read_table(video, POINTS)["generation"].unique().to_list()
        marks = [mark for mark in self._marks() if mark.generation.video_id == video]
        named = {
            indexed.generation,
            stamp.fingerprint if stamp else "",
            *(mark.generation.fingerprint for mark in marks),
        }
        if len(named) != 1 or len(marks) != 1 or points != [str(marks[0].generation)] * bool(marks[0].points):
            yield f"{video}: points of {points}, stamp and record of {named}, published {marks}"

    def _marks(self) -> list[PublishedMark]:
        folder = self._store.root / "published" / self._store.collection
        return list(parse_marks(files.list_names(folder)))

    # The library

    def _library(self, expected: set[str], forgotten: set[str]) -> Iterator[str]:
        """Videos, marks and partitions are those of the uploads."""
        stored = set(self._store.video_ids())
        if stored != expected | forgotten:
            yield f"the store holds {sorted(stored)}, uploaded are {sorted(expected)}, forgotten {sorted(forgotten)}"
        for video in sorted(forgotten):
            left = files.list_names(self._store.folder(video), hidden=True)
            if left != [ForgottenRecord.FILE]:
                yield f"{video} is forgotten, and {left} are left"
        if strangers := {mark.generation.video_id for mark in self._marks()} - expected:
            yield f"{strangers} are published and not uploaded"
        if dirty := self._store.dirty():
            yield f"dirty marks are left of {dirty}"

    def _instance(self, expected: set[str]) -> Iterator[str]:
        """Dagster agrees: partitions, no run under way, no slot taken."""
        instance = self.home.instance
        keys = instance.get_dynamic_partitions(VIDEOS)
        if set(keys) != expected:
            yield f"the partitions are {sorted(keys)}, uploaded are {sorted(expected)}"
        statuses = instance.get_status_by_partition(LAST, keys, videos) or {}
        for video in sorted(expected & set(keys)):
            status, failed = statuses.get(video), self._store.has_record(video, FailureRecord)
            if (status.value if status else None) != ("FAILED" if failed else "MATERIALIZED"):
                yield f"the partition of {video} is {status}, and its video has {'' if failed else 'not '}failed"
        active = instance.get_runs(filters=dg.RunsFilter(statuses=ACTIVE_STATUSES))
        yield from (f"run {run.run_id} is {run.status}" for run in active)
        yield from slots_taken(instance)

    # What a dead process may leave

    def _left(self) -> Iterator[str]:
        """No draft and no scratch folder is left, nor a lock held."""
        store = Path(str(self._store.root)) if files.is_local(self._store.root) else None
        for root in [root for root in (store, self.home.uploads, self.scratch) if root and root.exists()]:
            left = [str(path.relative_to(root)) for path in root.rglob("*") if _is_left(path, root, self.scratch)]
            if left:
                yield f"{root} holds {left}"
        yield from (f"{path} is locked" for path in locked_files(self.home.path))


def slots_taken(instance: dg.DagsterInstance) -> Iterator[str]:
    """The pools of which a slot is taken or waited for."""
    events = instance.event_log_storage
    for pool in sorted({policy.pool for policy in POLICIES.values() if policy.pool}):
        facts = events.get_concurrency_info(pool)
        if facts.active_slot_count or facts.pending_step_count or facts.assigned_step_count:
            yield f"pool {pool} has slots of {sorted({*facts.active_run_ids, *facts.pending_run_ids})}"


def locked_files(folder: Path) -> list[Path]:
    """The files below a folder that any process holds a lock of (proc(5), locks)."""
    lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    locked = {tuple(line.split()[5 if "->" not in line else 6].split(":")) for line in lines}
    inodes = {int(inode) for _major, _minor, inode in (place for place in locked if len(place) == 3)}
    return [path for path in folder.rglob("*") if path.is_file() and path.stat().st_ino in inodes]


def _is_left(path: Path, root: Path, scratch: Path) -> bool:
    """Whether a file is a draft or a scratch folder of ours; files that are locked by their name stay for ever."""
    if root == scratch:  # Dagster leaves the socket of a code server that was killed there
        return path.parent == scratch and path.name.startswith(SCRATCH_PREFIX)
    return path.name.startswith(".") and path.suffix != ".lock" and os.path.lexists(path)
