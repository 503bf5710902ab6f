"""Identifiers: workspaces, video ids, point ids and the search channels.

video id = partition key = <workspace>--<slug of the file name>-<10 hex digits of sha256(bucket, object key)>
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid
from typing import Final, Literal, get_args

Channel = Literal["speech", "words", "screen", "visual", "chapter"]
CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)
RANKED_CHANNELS: Final[tuple[Channel, ...]] = ("speech", "words", "screen", "visual")  # less titles, compared apart

WORKSPACE_PATTERN: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")  # without the rule on `--`: see `is_workspace`
WORKSPACE_ALLOWED: Final = "a-z, 0-9 and single '-', none in front, at most 41 characters"
VIDEO_ID_PATTERN: Final = re.compile(rf"({WORKSPACE_PATTERN.pattern})--([a-z0-9-]{{1,48}})-([0-9a-f]{{10}})")
MAX_SLUG_LENGTH: Final = 48
POINT_NAMESPACE: Final = uuid.UUID("6f1c0f0e-5a0b-5d0e-9c43-76696e646578")  # ends in "vindex"


def is_workspace(name: str) -> bool:
    """Whether a name is a valid workspace (tenant).

    It cannot contain `--`, which separates the workspace from the rest of a video id. It may end in `-`: slugs never
    begin with one, so in `team---talk-0123456789` the last two dashes are the separator.
    """
    return WORKSPACE_PATTERN.fullmatch(name) is not None and "--" not in name


def validate_workspace(name: str) -> str:
    """Return the name unchanged if it is a valid workspace.

    Raises:
        ValueError: it is not; the message has the name and what is allowed.
    """
    if not is_workspace(name):
        raise ValueError(f"workspace {name!r} is not valid; allowed are {WORKSPACE_ALLOWED}")
    return name


def workspace_of(object_key: str) -> str:
    """The workspace of an object: the first path segment of its key.

    Raises:
        ValueError: the segment is missing or no valid workspace.
    """
    workspace, slash, _ = object_key.partition("/")
    if not slash or not is_workspace(workspace):
        raise ValueError(
            f"object key {object_key!r} does not begin with a workspace and a slash; "
            f"allowed in a workspace are {WORKSPACE_ALLOWED}"
        )
    return workspace


def tags_of(object_key: str) -> list[str]:
    """The tags of an object: the folder names between workspace and file, without duplicates."""
    return list(dict.fromkeys(part for part in object_key.split("/")[1:-1] if part))


def slug(name: str) -> str:
    """A file name without suffix, reduced to `[a-z0-9-]`; "video" where nothing of it is left."""
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    ascii_stem = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    dashed = re.sub(r"[^a-z0-9]+", "-", ascii_stem).strip("-")
    return dashed[:MAX_SLUG_LENGTH].strip("-") or "video"


def video_id(bucket: str, object_key: str) -> str:
    """The video id of an object, which is also its partition key.

    Raises:
        ValueError: the key has no valid workspace.
    """
    digest = hashlib.sha256(f"{bucket}\n{object_key}".encode()).hexdigest()[:10]
    return f"{workspace_of(object_key)}--{slug(object_key)}-{digest}"


def workspace_of_video(identifier: str) -> str:
    """The workspace part of a video id.

    Raises:
        ValueError: `identifier` is no video id.
    """
    match = VIDEO_ID_PATTERN.fullmatch(identifier)
    if match is None:
        raise ValueError(f"{identifier!r} is no video id; one reads <workspace>--<slug>-<10 hex digits>")
    return match[1]


def point_id(identifier: str, channel: str, row_key: str) -> str:
    """UUIDv5 of one row of a video's embeddings, so that every run gives the row the same point id."""
    return str(uuid.uuid5(POINT_NAMESPACE, f"{identifier}/{channel}/{row_key}"))
