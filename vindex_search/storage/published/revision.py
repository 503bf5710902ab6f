"""The revision of what a collection has published: a small file `<root>/revisions/<collection>` of random content.

It is replaced after every change of the published marks, so that who follows them reads one small object, and lists
them, which on S3 takes a request per thousand at twelve times its price, when something has changed.
"""

from __future__ import annotations

import uuid
from typing import Final

from upath import UPath

from vindex_search.common.crash_point import crash_point
from vindex_search.storage import files

FOLDER: Final = "revisions"
UNKNOWN: Final = ""  # nothing was published since there are revisions


def read_revision(root: UPath, collection: str) -> str:
    """The revision now; UNKNOWN where there is none."""
    try:
        return files.read(root / FOLDER / collection).decode("ascii", errors="replace")
    except FileNotFoundError:
        return UNKNOWN


def replace_revision(root: UPath, collection: str) -> None:
    """Tell those who follow a collection that its marks have changed; to be called after the change."""
    files.write(root / FOLDER / collection, uuid.uuid4().hex.encode("ascii"))
    crash_point("publish.revision_replaced", collection)
