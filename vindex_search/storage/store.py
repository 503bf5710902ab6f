"""The store of one library: records, artefacts and marks, on a local folder or on S3.

<root>/videos/                      records and artefacts (`record_store.py`, `artefact_store.py`)
<root>/published/<collection>/      which generations readers should see (`published/marks.py`)
<root>/revisions/<collection>       changes whenever that does (`published/revision.py`)
<root>/touched/                     which videos the upload sensor has to re-read (`dirty_marks.py`)
<root>/clips/<job>/                 clips that are kept for a while (`clip_files.py`)
<root>/previews/<video>/<version>/  segments of previews, as long as there is room (`preview_files.py`)
<root>/alerts/                      saved searches, and what was told of them (`alert_files.py`)
<root>/content/<sha256>/            which videos have the same bytes (`content_index.py`)
<root>/<file>                       files of the whole library: API keys, live model set, calibration, snapshot
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from upath import UPath

from vindex_search.common.crash_point import crash_point
from vindex_search.common.s3_encryption import BUCKET_DEFAULT, S3Encryption
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.generation import Generation, PublishedMark
from vindex_search.contract.record_format import Record
from vindex_search.contract.records import UploadRecord, VideoRecord
from vindex_search.storage import files
from vindex_search.storage.artefact_store import ArtefactStore
from vindex_search.storage.library import alert_files, clip_files, content_index, dirty_marks, preview_files
from vindex_search.storage.published import marks as published_marks
from vindex_search.storage.published.revision import read_revision
from vindex_search.storage.runs import fence
from vindex_search.storage.runs.history import clear_marks


class Store(ArtefactStore):
    """The store of one library, for one collection.

    Args:
        root: A folder or an `s3://bucket/prefix` URL.
        collection: Collection of the model set.
        endpoint: Endpoint of an S3-compatible server; empty: as the AWS settings say.
        encryption: Server-side encryption of what is written to S3.
    """

    def __init__(
        self, root: str | Path, collection: str, *, endpoint: str = "", encryption: S3Encryption = BUCKET_DEFAULT
    ) -> None:
        super().__init__(files.open_root(str(root), endpoint, encryption), collection)

    def read_library_json(self, name: str) -> dict[str, Any] | None:
        """A JSON object of the whole library, unchecked, or None where it does not exist."""
        return files.read_json(self.root / name)

    def write_library_json(self, name: str, content: dict[str, Any]) -> None:
        """Write a JSON object of the whole library atomically."""
        self.write_library_file(name, json.dumps(content, ensure_ascii=False, indent=1).encode())

    def read_library_file(self, name: str) -> bytes | None:
        """A file of the whole library, or None where it does not exist."""
        try:
            return files.read(self.root / name)
        except FileNotFoundError:
            return None

    def write_library_file(self, name: str, data: bytes) -> None:
        """Write a file of the whole library atomically."""
        files.write(self.root / name, data)

    def remove_library_file(self, name: str) -> None:
        """Remove a file of the whole library where it exists."""
        files.remove(self.root / name)

    def publish(self, video_id: str, fingerprint: str, points: int) -> None:
        """Make the generation of `points.parquet`, identified by its stamp's fingerprint, visible to readers."""
        fence.check_publication()
        mark = PublishedMark(Generation(video_id, fingerprint), points)
        published_marks.write_mark(self.root, self.collection, mark)

    def published(self) -> dict[str, PublishedMark]:
        """The generation of each video that readers should see, by video id; a single listing."""
        return published_marks.read_marks(self.root, self.collection, is_stored=self._is_stored)

    def revision(self) -> str:
        """Changes whenever `published` may have changed; UNKNOWN where no one says so."""
        return read_revision(self.root, self.collection)

    def _is_stored(self, mark: PublishedMark) -> bool:
        stamp = self.stamp(mark.generation.video_id, POINTS)
        return stamp is not None and stamp.fingerprint == mark.generation.fingerprint

    def published_at(self, video_id: str) -> float | None:
        """When a video was published, in seconds since 1970; None where it is not published."""
        return published_marks.published_at(self.root, self.collection, video_id)

    def unpublish(self, video_id: str) -> None:
        """Hide a video from readers, in every collection."""
        published_marks.remove_marks(self.root, video_id)

    def mark_dirty(self, video_id: str) -> None:
        """Have the upload sensor re-read a video's records; ValueError where `video_id` is malformed."""
        dirty_marks.add(self.root, video_id)

    def dirty(self) -> list[str]:
        """The videos whose records the upload sensor has to re-read, ordered by id."""
        return dirty_marks.list_marked(self.root)

    def clear_dirty(self, video_ids: Iterable[str]) -> None:
        """Remove dirty marks; to be called before the records are read, so that a mark set meanwhile is not lost."""
        dirty_marks.clear(self.root, video_ids)

    def index_content(self, video_id: str, sha256: str) -> None:
        """Record that a video has these bytes, so that videos with the same bytes find its artefacts."""
        content_index.add(self.root, sha256, video_id)

    def unindex_content(self, video_id: str) -> None:
        """Undo `index_content` for the bytes that `video.json` names."""
        video = self.try_read_record(video_id, VideoRecord)
        if video and video.sha256:
            content_index.remove(self.root, video.sha256, video_id)

    def videos_with_content(self, sha256: str) -> list[str]:
        """The videos that were indexed with these bytes; some may have other bytes by now."""
        return content_index.find(self.root, sha256)

    def remove_video(self, video_id: str, *, keep: type[Record] | None = None) -> None:
        """Remove a video: first what readers follow, then its upload's record, then every other file.

        Args:
            video_id: The video; nothing happens where it does not exist.
            keep: A record that is kept; None: none is.
        """
        self.unpublish(video_id)
        crash_point("remove.unpublished", video_id)
        self.unindex_content(video_id)
        crash_point("remove.unindexed", video_id)
        clip_files.remove_of_video(self.root, video_id)
        preview_files.remove_of_video(self.root, video_id)
        alert_files.remove_of_video(self.root, video_id)
        clear_marks(self, video_id)
        self.remove_record(video_id, UploadRecord)  # the first file, because it makes the video part of the library
        crash_point("remove.unregistered", video_id)
        folder = self.folder(video_id)
        if keep is None:
            files.remove_folder(folder)
            return
        for name in files.list_names(folder, hidden=True):
            if name != keep.FILE and not name.startswith(f".{keep.FILE}."):  # another process may be writing it
                _remove(folder / name)


def _remove(path: UPath) -> None:
    if path.is_dir():
        files.remove_folder(path)
    else:
        files.remove(path)
