"""What the name of an object says of it: a draft, a sidecar of which videos, a video of the library or why not."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from vindex_search.contract.ids import video_id, workspace_of

# Only what ends like media or subtitles counts, so most names of unfinished files need no rule: `.part` of Firefox and
# yt-dlp, `.crdownload` of Chrome, `.partial` of rclone, `.filepart` of WinSCP, the eight hex digits that the AWS CLI
# appends, `.tmp`, `~` at the end. rsync and Syncthing hide theirs behind a dot, Syncthing on Windows and Office behind
# a `~`, and Safari writes `talk.mp4.download/talk.mp4`.
DRAFT_STARTS: Final = (".", "~")
DRAFT_FOLDER: Final = ".download"
UP_AND_HERE: Final = frozenset({".", ".."})


def is_draft(key: str) -> bool:
    """Whether a key is that of a folder, a hidden file or one that a program has not finished, by its name alone."""
    *folders, name = key.split("/")
    is_hidden = any(part.startswith(DRAFT_STARTS) and part not in UP_AND_HERE for part in (*folders, name))
    return not name or is_hidden or any(folder.endswith(DRAFT_FOLDER) for folder in folders)


def video_identity(bucket: str, key: str) -> tuple[str, str]:
    """Video id and workspace of a key.

    Raises:
        ValueError: it cannot be in the library; the message says why.
    """
    if not is_utf8(key):
        raise ValueError(f"object key '{printable(key)}' is not written in UTF-8; allowed is Unicode")
    if UP_AND_HERE & set(key.split("/")):
        raise ValueError(
            f"object key {key!r} has a part '.' or '..', which addresses on the web cannot hold; "
            "allowed are names of folders and files"
        )
    return video_id(bucket, key), workspace_of(key)


def is_utf8(key: str) -> bool:
    """Whether a name of a file is text; Python gives bytes that are not UTF-8 as lone surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in key)


def printable(key: str) -> str:
    """A key as a log takes it."""
    return key.encode(errors="backslashreplace").decode()


def is_sidecar_of(sidecar: str, *, video_key: str) -> bool:
    """Whether a subtitle file is a video's own: the same name, with or without a language before its suffix."""
    return stem_of(video_key) in video_stems(sidecar)


def video_stems(sidecar: str) -> set[str]:
    """The keys, without their suffixes, of the videos that a sidecar belongs to."""
    stem = stem_of(sidecar)
    return {stem, stem_of(stem)}


def stem_of(key: str) -> str:
    """A key without its suffix."""
    return key.removesuffix(PurePosixPath(key).suffix)
