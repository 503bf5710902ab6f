"""One video at one step: its records, its stamp, and the sandboxed call on its upload."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vindex_assets.failures import Permanent, Transient
from vindex_assets.pipeline import progress
from vindex_assets.pipeline.policy import DEADLINE_BASE_S, POLICIES, Policy
from vindex_assets.pipeline.resources import LibraryResource
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.storage.stamp import Stamp

NOT_REGISTERED: Final = "no upload is registered under this id; the upload sensor registers uploads when it finds them"
UPLOAD_GONE: Final = "the upload is no longer in the bucket"
MIN_DURATION_S: Final = 1e-3  # of a video, so that shares of its length are defined


@dataclass(frozen=True, slots=True)
class VideoTask:
    """One video at one step: what the functions of an `AssetStep` are called with.

    Attributes:
        library: Settings, store, bucket, model set and index.
        asset: Name of the step's asset.
        video_id: Partition key.
        revision: Version of the upload and of its sidecars that the task is for.
        run_id: Dagster run that carries the step.
        stamp: What the artefact is to be made from.
    """

    library: LibraryResource
    asset: str
    video_id: str
    revision: str
    run_id: str
    stamp: Stamp

    @property
    def policy(self) -> Policy:
        """The step's row of the policy table."""
        return POLICIES[self.asset]

    @property
    def duration_s(self) -> float:
        """Length of the video in seconds, never zero.

        Raises:
            Transient: the video was not probed yet.
        """
        return max(self.video_record().duration_s, MIN_DURATION_S)

    def upload_record(self) -> UploadRecord:
        """The record of the upload.

        Raises:
            Permanent: none is registered any more.
        """
        upload = self.library.store.read_record(self.video_id, UploadRecord)
        if upload is None:
            raise Permanent(NOT_REGISTERED)
        return upload

    def video_record(self) -> VideoRecord:
        """The record that the probe wrote: container, duration, streams.

        Raises:
            Transient: the video was not probed yet.
        """
        video = self.library.store.read_record(self.video_id, VideoRecord)
        if video is None:
            raise Transient("video has not been materialised for this partition; materialise it first")
        return video

    def run_in_child(self, function: str, *arguments: Any, writable: Path | None = None) -> dict[str, Any]:
        """Call a function of `media/child_tasks.py` on the upload in a sandbox, within the step's deadline.

        Args:
            function: Its name. It is called with the path of the upload, its manifest and `arguments`.
            arguments: Values that JSON can hold.
            writable: The folder that the function may write to; None: it writes nothing.

        Raises:
            Permanent: the upload is gone or cannot be decoded, or the child crashed, hung or took too much memory.
        """
        from vindex_assets.media import child_tasks
        from vindex_search import sandbox

        manifest = dict(self.video_record().manifest)
        upload, duration_s = self.upload_record(), self.duration_s
        try:
            with self.library.bucket.local_path(upload.object_key) as path:
                return sandbox.run_sandboxed(
                    getattr(child_tasks, function),
                    str(path),
                    manifest,
                    *arguments,
                    deadline_s=DEADLINE_BASE_S + self.policy.deadline_share * duration_s,
                    progress=lambda position_s: self.report_progress(position_s / duration_s),
                    readable=[path],
                    writable=writable,
                )
        except FileNotFoundError:
            raise Permanent(UPLOAD_GONE) from None

    def report_progress(self, share: float) -> None:
        """Tell the subscribers that `share`, from 0 to 1, of this step is done for this video."""
        progress.report(self.video_id, self.asset, share)
