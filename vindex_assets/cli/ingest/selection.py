"""Which files `vindex ingest` takes, and why it leaves the others alone.

A name says what a file is. Where it says nothing the first bytes decide, and the file gets the suffix of its content:
in the bucket names are all that a listing has.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from vindex_assets.cli.ingest.found_files import FoundFile, LeftFile, find_files
from vindex_assets.uploads.bucket_scan import sidecar_group
from vindex_assets.uploads.upload import video_identity
from vindex_search.common.content_sniffing import HEAD_BYTES, sniff_suffix
from vindex_search.common.sidecar_names import sidecar_stems
from vindex_search.common.subtitle_names import stem_of
from vindex_search.contract.ids import validate_workspace
from vindex_search.contract.media_types import MEDIA_SUFFIXES, SIDECAR_SUFFIXES, suffix_of
from vindex_search.contract.play_lists import play_list_kind
from vindex_search.storage.bucket import Bucket

NOT_MEDIA: Final = "not a video, audio or subtitle file"
PLAY_LIST: Final = "a play list ({kind}), which names other files: they can be ingested themselves"
NO_VIDEO: Final = "belongs to no video"
UNFINISHED: Final = "named like an unfinished download or copy"
EMPTY: Final = "empty"
DANGLING: Final = "a link to a file that does not exist"
NOT_A_FILE: Final = "neither a file nor a folder"
NO_KEY: Final = "its name cannot be an object key"
SAME_NAME: Final = "another file is taken under the same name"
# Browsers, yt-dlp, rclone, WinSCP, aria2, editors' copies, and the eight hex digits of the AWS CLI.
UNFINISHED_NAME: Final = re.compile(
    r".*(~|\.(part|crdownload|partial|filepart|tmp|temp|aria2|opdownload|bak|[0-9a-f]{8}))", re.IGNORECASE | re.DOTALL
)
# Not asked for their bytes: pictures of subtitles (VobSub) are in the container of a DVD, and hold no film.
NEVER_MEDIA: Final = frozenset({".sub"})


@dataclass(frozen=True, slots=True)
class FileCopy:
    """A local file, the object key that it is copied to, and the folder it was found in, as `FoundFile` has it."""

    source: Path
    key: str
    root: Path | None = None

    def open(self) -> BinaryIO:
        """The file, opened for reading, with the errors of `FoundFile.open`."""
        relative = self.source.name if self.root is None else self.source.relative_to(self.root).as_posix()
        return FoundFile(self.source, relative, self.root).open()


@dataclass(frozen=True, slots=True)
class Selection:
    """The files to upload, and those that are left alone."""

    copies: tuple[FileCopy, ...]
    left: tuple[LeftFile, ...]

    @property
    def renamed(self) -> list[FileCopy]:
        """Files whose names said nothing, so that they get the suffix of their content."""
        return [file for file in self.copies if PurePosixPath(file.key).name != file.source.name]


def select_files(bucket: Bucket, paths: Iterable[Path], *, workspace: str) -> Selection:
    """What to take of some files and folders; nothing is changed.

    Args:
        bucket: The uploads: a sidecar may belong to a video that is there already.
        paths: Files, and folders, whose structure is kept.
        workspace: The workspace to upload to.

    Raises:
        ValueError: a path does not exist, or the workspace is malformed.
    """
    validate_workspace(workspace)
    files, left = dict[str, FoundFile](), list[LeftFile]()
    for found in find_files(paths):
        if isinstance(found, LeftFile):
            left.append(found)
            continue
        key = _object_key(bucket, found, workspace)
        if isinstance(key, LeftFile):
            left.append(key)
        elif not files.setdefault(key, found).path.samefile(found.path):
            left.append(_left(found, SAME_NAME, f": {files[key].path}"))
    alone = _without_video(bucket, files)
    copies = [FileCopy(found.path, key, found.root) for key, found in files.items() if key not in alone]
    return Selection(tuple(copies), (*left, *alone.values()))


def _object_key(bucket: Bucket, found: FoundFile, workspace: str) -> str | LeftFile:
    """The object key of a file, or why it is left alone; whether the video of a sidecar exists is not asked here."""
    try:
        key = f"{workspace}/{found.name}{_suffix_to_add(found)}"
    except FileNotFoundError:
        return _left(found, NOT_A_FILE if os.path.exists(found.path) else DANGLING)  # noqa: PTH110 - no error of a loop
    except OSError as problem:
        return _left(found, f"cannot be read: {problem.strerror}")
    except ValueError as refused:
        return _left(found, str(refused))
    try:
        video_identity(bucket.name, key)
    except ValueError as refused:
        return _left(found, NO_KEY, f": {refused}")
    return key


def _left(found: FoundFile, reason: str, details: str = "") -> LeftFile:
    return LeftFile(found.path, reason, details, is_named=found.is_named)


def _suffix_to_add(found: FoundFile) -> str:
    """The suffix that is missing in a file's name; empty where the name says what the file is.

    Raises:
        OSError: it cannot be read.
        ValueError: it cannot be indexed; the message says why.
    """
    suffix = suffix_of(found.name)
    with found.open() as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise ValueError(EMPTY)
    if suffix in MEDIA_SUFFIXES and (kind := play_list_kind(head)):
        raise ValueError(PLAY_LIST.format(kind=kind))
    if suffix in MEDIA_SUFFIXES | SIDECAR_SUFFIXES:
        return ""
    if UNFINISHED_NAME.fullmatch(found.path.name):
        raise ValueError(UNFINISHED)
    content = None if suffix in NEVER_MEDIA else sniff_suffix(head)
    if content is None:
        raise ValueError(NOT_MEDIA)
    return content


def _without_video(bucket: Bucket, files: Mapping[str, FoundFile]) -> dict[str, LeftFile]:
    """The sidecars whose video is neither among the files nor in the bucket, by object key."""
    videos = {stem_of(key) for key in files if suffix_of(key) in MEDIA_SUFFIXES}
    alone: dict[str, LeftFile] = {}
    for key in files:
        stems = sidecar_stems(key)
        if suffix_of(key) in SIDECAR_SUFFIXES and not stems & videos and not stems & _stems_in_bucket(bucket, key):
            name = PurePosixPath(min(stems, key=len)).name
            alone[key] = _left(files[key], NO_VIDEO, f": none is named {name}.*")
    return alone


def _stems_in_bucket(bucket: Bucket, sidecar: str) -> set[str]:
    """Stems of the videos in the bucket that may be those of a sidecar: one listing of their group."""
    return {
        stem_of(item.key)
        for item in bucket.list(prefix=sidecar_group(sidecar))
        if suffix_of(item.key) in MEDIA_SUFFIXES
    }
