"""Keys of what is kept: a hash of everything that decides the content, so that what is out of date is never read.

That is captions, models, and the source of the code that makes passages, vectors, points and indexes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.retrieval.lectures import MODELS, Lecture

KEY_LENGTH: Final = 24  # hex digits
CHECKOUT: Final = Path(__file__).resolve().parents[3]
QUERY_CODE: Final = ("vindex_search/models/text.py", "vindex_search/models/bert")
POINTS_CODE: Final = (
    *("vindex_search/passages", "vindex_assets/speech/segments.py"),
    *("vindex_search/common/text", "vindex_search/models/sparse", *QUERY_CODE),
    *("vindex_search/contract/tables.py", "benchmarks/retrieval/lectures.py"),
)
INDEX_CODE: Final = ("vindex_search/index",)


def default_cache() -> Path:
    """A folder of the user's cache directory, by the XDG rules; it may be deleted at any time."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vindex" / "retrieval-benchmark"


def points_key(lecture: Lecture) -> str:
    """Identifies the points of a video."""
    return _digest([lecture.video_id, lecture.cues, MODELS.fingerprint, code_digest(POINTS_CODE)])


def queries_key() -> str:
    """Identifies the vectors of queries."""
    return _digest([MODELS.text.fingerprint, code_digest(QUERY_CODE)])


def index_key(points_keys: Iterable[str]) -> str:
    """Identifies the index of some videos."""
    return _digest([sorted(points_keys), version("qdrant-edge-py"), code_digest(INDEX_CODE)])


@lru_cache
def code_digest(names: tuple[str, ...], checkout: Path = CHECKOUT) -> str:
    """A hash of the source of files and of all in folders, named from the checkout."""
    found = [checkout / name for name in names]
    files = [file for one in found for file in (sorted(one.rglob("*.py")) if one.is_dir() else [one])]
    return _digest([file.read_text(encoding="utf-8") for file in files])


def _digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:KEY_LENGTH]
