"""Build and validate the object key of an upload: `<workspace>/<name>`."""

from __future__ import annotations

import unicodedata
from typing import Final

from vindex_search.contract.ids import validate_workspace

MAX_KEY_BYTES: Final = 1024  # of UTF-8: the limit of S3
HIDDEN_PREFIXES: Final = (".", "~")  # of a file or a folder: Syncthing on Windows and Office hide theirs behind a `~`
# Embeddings, overrides and isolates of the writing direction, and the separators of lines and of paragraphs. What lies
# in a bucket with such a name is indexed, and shown with escapes (`common/text/visible.py`).
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
MAX_SEGMENT_BYTES: Final = 255  # of UTF-8: the limit of a file name on common file systems


def object_key(workspace: str, name: str) -> str:
    """The key of an upload.

    Args:
        workspace: The tenant.
        name: File name, with folders in front of it where there are any; kept unchanged.

    Raises:
        ValueError: the workspace or the name is malformed; the message has the value and what is allowed.
    """
    key = f"{workspace}/{name}"
    try:
        length = len(key.encode())
    except UnicodeEncodeError:
        raise ValueError(f"the name {name!r} contains a lone surrogate; allowed is valid Unicode") from None
    if length > MAX_KEY_BYTES:
        raise ValueError(f"the name {name[:40]!r}... makes a key of {length} bytes; allowed are {MAX_KEY_BYTES}")
    if any(unicodedata.category(character) == "Cc" for character in key):
        raise ValueError(f"the name {name!r} contains a control character; allowed are printable characters")
    if turning := next((character for character in key if character in TURNING), None):
        raise ValueError(
            f"the name {name!r} contains U+{ord(turning):04X}, which turns the writing direction or ends a line; "
            "allowed are printable characters"
        )
    if "/" in workspace:
        raise ValueError(f"workspace {workspace!r} contains a slash; put folders into the name")
    validate_workspace(workspace)
    for segment in name.split("/"):
        _check_segment(segment, name)
    return key


def _check_segment(segment: str, name: str) -> None:
    if not segment:
        raise ValueError(
            f"the name {name!r} has an empty path segment; allowed is folder/file.mp4, without a leading slash"
        )
    if segment in {".", ".."}:
        raise ValueError(f"the name {name!r} has the path segment {segment!r}; allowed are names of folders and files")
    if segment.startswith(HIDDEN_PREFIXES):
        raise ValueError(f"the name {name!r} has the hidden path segment {segment!r}; hidden files are never indexed")
    length = len(segment.encode())
    if length > MAX_SEGMENT_BYTES:
        raise ValueError(f"the path segment {segment[:40]!r}... has {length} bytes; allowed are {MAX_SEGMENT_BYTES}")
