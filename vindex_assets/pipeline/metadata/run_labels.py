"""What a run says of its videos, as tags: their titles, size and reasons, so that the list of runs reads like one of
videos.

Titles are names of files: they are written inert and shortened, and only the first few of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from posixpath import basename, splitext
from typing import Final

from vindex_assets.pipeline.metadata.plain_text import inert
from vindex_search.contract.records import UploadRecord

VIDEOS_TAG: Final = "vindex/videos"  # "talk" or "16: talk, another, a third and 13 more"
SIZE_TAG: Final = "vindex/size"  # of all uploads, "1.2 GB"
REASON_TAG: Final = "vindex/reason"  # "new" or "14 new, 2 changed"
MAX_TITLES: Final = 3
MAX_TITLE_CHARS: Final = 40  # about what a column of Dagster's list of runs shows
UNITS: Final = ("bytes", "KB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class RunVideo:
    """A video of a run: its upload, and why it is worked on: "new", "changed", "retry 2", "repair", "reindex"."""

    upload: UploadRecord
    reason: str


def run_labels(videos: Sequence[RunVideo]) -> dict[str, str]:
    """The tags of a run for these videos; none for a run without videos."""
    if not videos:
        return {}
    return {
        VIDEOS_TAG: _titles([video.upload for video in videos]),
        SIZE_TAG: _size(sum(video.upload.size for video in videos)),
        REASON_TAG: _reasons(video.reason for video in videos),
    }


def _titles(uploads: Sequence[UploadRecord]) -> str:
    titles = ", ".join(map(_title, uploads[:MAX_TITLES]))
    if len(uploads) == 1:
        return titles
    more = f" and {len(uploads) - MAX_TITLES} more" if len(uploads) > MAX_TITLES else ""
    return f"{len(uploads)}: {titles}{more}"


def _title(upload: UploadRecord) -> str:
    title = inert(splitext(basename(upload.object_key))[0])
    return title if len(title) <= MAX_TITLE_CHARS else f"{title[: MAX_TITLE_CHARS - 1]}…"


def _reasons(reasons: Iterable[str]) -> str:
    """The reasons, the most frequent first; without a number where it is the same of all."""
    counted = Counter(reasons).most_common()
    if len(counted) == 1:
        return counted[0][0]
    return ", ".join(f"{count} {reason}" for reason, count in counted)


def _size(count: int) -> str:
    """Bytes as people read them, in powers of 1000, as the page writes them."""
    size, unit = float(count), 0
    while size >= 999.5 and unit < len(UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.1f} {UNITS[unit]}" if unit and size < 10 else f"{size:.0f} {UNITS[unit]}"
