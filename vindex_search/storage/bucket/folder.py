"""A bucket of uploads in a local folder."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from vindex_search.storage.bucket.base import ObjectInfo, OnLink, PresignedPut, ignore_link, iso_timestamp
from vindex_search.storage.bucket.beneath import open_file, open_folder, opened_folder, split_key, stat_file
from vindex_search.storage.bucket.folder_listing import VANISHED_ERRNOS, list_files
from vindex_search.storage.bucket.open_writers import is_closed
from vindex_search.storage.bucket.partial_file import PartialFile, sweep
from vindex_search.storage.permissions import make_folders
from vindex_search.storage.traffic.count import count

FOLDER_BUCKET: Final = (
    "folder"  # the name of every folder bucket: a folder may be moved, and its path must not change the video ids
)
# A copy in progress writes many times a second; NFS clients see its size up to 3 s late (nfs(5), acregmin).
SETTLE_S: Final = 5.0
CLOSED_SETTLE_S: Final = 2.0  # of a file that nobody has open to write; times are kept in whole seconds: one to two
# Of any other error, as of a disk that fails, nobody knows whether the file is there: it must not read as "removed".
ABSENT_ERRNOS: Final = VANISHED_ERRNOS | {errno.ENAMETOOLONG, errno.EINVAL}  # not there, or not a possible file name


class FolderBucket:
    """A bucket in a local folder; keys are `/`-separated paths relative to it, on which no symbolic link may lie."""

    settle_s = SETTLE_S
    closed_settle_s = CLOSED_SETTLE_S

    def __init__(self, root: Path) -> None:
        self.name = FOLDER_BUCKET
        self.root = root

    def list(self, *, prefix: str = "", after: str = "", on_link: OnLink = ignore_link) -> Iterator[ObjectInfo]:
        """Iterate lazily over the files below the folder, ordered by key, without symbolic links.

        Args:
            prefix: Prefix of the keys.
            after: List only keys greater than this one, which need not exist.
            on_link: Called with the key of each link.

        Raises:
            BucketMissing: the folder does not exist; an unmounted disk must not read as "everything was removed".
            OSError: the folder of a workspace cannot be read.
        """
        for key, facts in list_files(self.root, prefix=prefix, after=after, on_link=on_link):
            yield _object_info(key, facts)

    def stat(self, key: str) -> ObjectInfo | None:
        """One file, or None where it does not exist, the key leads out of the folder or a link lies on the way.

        Raises:
            OSError: whether it exists cannot be found out.
        """
        if not self._is_inside(key):
            return None
        folder, name = split_key(key)
        try:
            opened = open_folder(self.root, folder)
            try:
                facts = stat_file(name, folder=opened)
            finally:
                os.close(opened)
        except ValueError:  # not a possible file name
            return None
        except OSError as problem:
            if problem.errno not in ABSENT_ERRNOS:
                raise
            return None
        return _object_info(key, facts) if facts else None

    def open(self, key: str) -> BinaryIO:
        """The file, opened for reading; it stays this very one whatever takes its place.

        Raises:
            FileNotFoundError: the upload does not exist, or a link lies on the way.
            OSError: it cannot be opened.
        """
        folder, name = split_key(key)
        try:
            if not self._is_inside(key):
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            with opened_folder(self.root, folder) as opened:
                return open_file(name, folder=opened)
        except (OSError, ValueError) as problem:
            if isinstance(problem, OSError) and problem.errno not in ABSENT_ERRNOS:
                raise
            raise FileNotFoundError(f"there is no upload {key!r} in {self.root}") from None

    def read_head(self, key: str, size: int) -> bytes:
        """The first bytes of a file.

        Raises:
            FileNotFoundError: the upload does not exist, or a link lies on the way.
        """
        with self.open(key) as file:
            head = file.read(size)
        count(read=len(head))
        return head

    def is_closed(self, key: str) -> bool:
        """Whether nobody has a file open for writing; false also where that cannot be known."""
        try:
            with self.open(key) as file:
                return is_closed(file.fileno())
        except OSError:
            return False

    @contextmanager
    def local_path(self, key: str) -> Iterator[Path]:
        """Context manager: the file itself.

        Other programs open it by its path. So at the end of the block it is looked at again: where a link has come
        into the path meanwhile, nobody knows what they have read.

        Raises:
            FileNotFoundError: the upload does not exist, or a link lies or came on the way.
        """
        if (found := self.stat(key)) is None:
            raise FileNotFoundError(f"there is no upload {key!r} in {self.root}")
        count(read=found.size)
        yield self.root / key
        if self.stat(key) is None and os.path.lexists(self.root / key):
            raise FileNotFoundError(f"what lies at {key!r} in {self.root} is no upload any more")

    def put(self, key: str, file: Path) -> None:
        """Copy a file in with its modification time, so that the same file put twice has the same version.

        Raises:
            NotADirectoryError: a part of the path is a file or a link.
            ValueError: the key is no path inside the folder.
        """
        self._require_inside(key)
        make_folders(self.root)
        with PartialFile(self.root, key) as draft, file.open("rb") as source:
            draft.copy(source)
            draft.commit(replace=True)

    def delete(self, key: str) -> None:
        """Remove a file where it exists; a key that leads out of the folder removes nothing, and so does a link."""
        if self.stat(key) is None:
            return
        folder, name = split_key(key)
        with suppress(FileNotFoundError), opened_folder(self.root, folder) as opened:
            os.unlink(name, dir_fd=opened)

    def sweep(self, key: str) -> bool:
        """Remove a draft of an upload that a crash has left; returns whether the key was one of such a draft."""
        folder, name = split_key(key)
        with suppress(OSError), opened_folder(self.root, folder) as opened:
            return sweep(name, opened)
        return False

    def url(self, key: str) -> str | None:  # noqa: ARG002 - part of the interface
        """None: the service sends the files of a folder."""
        return None

    def presigned_put(self, key: str, size: int) -> PresignedPut | None:  # noqa: ARG002 - as with `url`
        """None: the service receives the files of a folder."""
        return None

    def open_partial(self, key: str) -> PartialFile:
        """A file to be written in pieces, hidden until it is committed.

        Raises:
            FileNotFoundError: the uploads folder does not exist; it may be an unmounted disk.
            ValueError: the key is no path inside the folder.
        """
        self._require_inside(key)
        if not self.root.is_dir():
            raise FileNotFoundError(f"the uploads folder {self.root} does not exist")
        return PartialFile(self.root, key)

    def _require_inside(self, key: str) -> None:
        if not self._is_inside(key):
            raise ValueError(
                f"object key {key!r} leads out of the uploads folder; allowed are paths such as workspace/talk.mp4"
            )

    def _is_inside(self, key: str) -> bool:
        """Whether a listing may have the key: it does not lead out of the folder, and is normalised (not `a//b`)."""
        return not {"", ".", ".."} & set(key.split("/"))


def _object_info(key: str, facts: os.stat_result) -> ObjectInfo:
    return ObjectInfo(
        key=key,
        version=f"{facts.st_size}-{facts.st_mtime_ns}",
        size=facts.st_size,
        uploaded_at=iso_timestamp(datetime.fromtimestamp(facts.st_mtime, tz=UTC)),
    )
