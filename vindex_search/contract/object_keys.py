"""The key that an upload gets from a workspace and a name, and which names are refused."""

from __future__ import annotations

import unicodedata
from typing import Final

from vindex_search.contract.ids import validate_workspace

MAX_KEY_BYTES: Final = 1024  # bytes of UTF-8: the limit of S3
MAX_SEGMENT_BYTES: Final = 255  # bytes of a folder's or a file's name: the limit of the usual file systems


def object_key(workspace: str, name: str) -> str:
    """The key of an upload; `name` may hold folders, and is kept letter for letter.

    Raises:
        ValueError: the workspace or the name is malformed; the message names it and says what is allowed.
    """
    key = f"{workspace}/{name}"
    try:
        length = len(key.encode())
    except UnicodeEncodeError:
        raise ValueError(f"the name {name!r} holds half a character (a lone surrogate); allowed is Unicode") from None
    if length > MAX_KEY_BYTES:
        raise ValueError(f"the name {name[:40]!r}... makes a key of {length} bytes; allowed are {MAX_KEY_BYTES}")
    if any(unicodedata.category(letter) == "Cc" for letter in key):
        raise ValueError(f"the name {name!r} holds a control character; allowed are letters that can be seen")
    if "/" in workspace:
        raise ValueError(f"workspace {workspace!r} holds a slash; folders belong into the name")
    validate_workspace(workspace)
    for part in name.split("/"):
        _check_part(part, name)
    return key


def _check_part(part: str, name: str) -> None:
    if not part:
        raise ValueError(f"the name {name!r} has an empty part; allowed is folder/file.mp4, without a slash in front")
    if part in {".", ".."}:
        raise ValueError(f"the name {name!r} has the part {part!r}; allowed are names of folders and files")
    if part.startswith("."):
        raise ValueError(f"the name {name!r} has the hidden part {part!r}; hidden files are never indexed")
    if len(part.encode()) > MAX_SEGMENT_BYTES:
        raise ValueError(f"the name part {part[:40]!r}... has {len(part.encode())} bytes; allowed are {MAX_SEGMENT_BYTES}")
