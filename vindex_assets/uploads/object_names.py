"""What the name of an object alone says: hidden or partial file, sidecar of which videos, video or why it is none."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from vindex_search.contract.ids import video_id, workspace_of

# Only names that end like media or subtitles count, so most partial files need no rule: `.part` (Firefox, yt-dlp),
# `.crdownload` (Chrome), `.partial` (rclone), `.filepart` (WinSCP), eight hex digits (AWS CLI), `.tmp`, a final `~`.
# rsync and Syncthing hide theirs behind a dot, Syncthing on Windows and Office behind a `~`; Safari writes
# `talk.mp4.download/talk.mp4`.
HIDDEN_PREFIXES: Final = (".", "~")
DOWNLOAD_FOLDER_SUFFIX: Final = ".download"
DOT_SEGMENTS: Final = frozenset({".", ".."})


def is_draft(key: str) -> bool:
    """Whether a key names a folder, a hidden file or a file that another program has not finished."""
    *folders, name = key.split("/")
    is_hidden = any(part.startswith(HIDDEN_PREFIXES) and part not in DOT_SEGMENTS for part in (*folders, name))
    return not name or is_hidden or any(folder.endswith(DOWNLOAD_FOLDER_SUFFIX) for folder in folders)


def video_identity(bucket: str, key: str) -> tuple[str, str]:
    """Video id and workspace of an object key.

    Raises:
        ValueError: the key cannot name a video; the message says why and what is allowed.
    """
    if not is_utf8(key):
        raise ValueError(f"object key '{printable(key)}' is not written in UTF-8; allowed is Unicode")
    if DOT_SEGMENTS & set(key.split("/")):
        raise ValueError(
            f"object key {key!r} has a part '.' or '..', which addresses on the web cannot hold; "
            "allowed are names of folders and files"
        )
    return video_id(bucket, key), workspace_of(key)


def is_utf8(key: str) -> bool:
    """Whether a file name decodes as UTF-8; Python represents other bytes as lone surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in key)


def printable(key: str) -> str:
    """A key for a log, with bytes that are not UTF-8 escaped."""
    return key.encode(errors="backslashreplace").decode()


def video_stems(sidecar: str) -> set[str]:
    """Stems of the videos that a sidecar belongs to: `t/talk.en.vtt` is one of `t/talk.*` and of `t/talk.en.*`."""
    stem = stem_of(sidecar)
    return {stem, stem_of(stem)}


def stem_of(key: str) -> str:
    """A key without its suffix."""
    return key.removesuffix(PurePosixPath(key).suffix)
