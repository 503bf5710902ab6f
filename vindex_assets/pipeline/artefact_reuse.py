"""The same bytes are worked on once: an artefact that another video has of them is taken over, not made again.

Only files of the store are shared, and only under the very same stamp. What readers find of a video (its record, its
points) is its own: nothing of one workspace becomes visible to another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

from vindex_search.contract.records import VideoRecord
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

MAX_CANDIDATES: Final = 8  # videos with the same bytes: where these have not got it, making it is next

CompanionFiles = Callable[[Stamp], Sequence[str]]


def no_companion_files(_stamp: Stamp) -> Sequence[str]:
    """Of a step that writes one file alone."""
    return ()


def reuse_artefact(store: Store, video_id: str, artefact: str, stamp: Stamp, parts: CompanionFiles) -> str | None:
    """Take an artefact over from a video with the same bytes; returns its id, None where none has it.

    Args:
        store: Where both are kept.
        video_id: Who needs it.
        artefact: What.
        stamp: What it has to be made from.
        parts: The files that belong to an artefact, by what its stamp notes; they come first.
    """
    probed = store.try_read_record(video_id, VideoRecord)
    sha256 = probed.sha256 if probed else None
    others = (other for other in store.videos_with_content(sha256) if other != video_id) if sha256 else iter(())
    return next((o for o in islice(others, MAX_CANDIDATES) if _took(store, o, video_id, artefact, stamp, parts)), None)


def _took(store: Store, other: str, video_id: str, artefact: str, stamp: Stamp, parts: CompanionFiles) -> bool:
    found = _stamp(store, other, artefact)
    if found != stamp:
        return False
    return all(store.copy_artefact(other, video_id, name, stamp) for name in (*parts(found), artefact))


def _stamp(store: Store, video_id: str, artefact: str) -> Stamp | None:
    """The stamp of an artefact; None where it is damaged too: what ails one video must not fail another."""
    from polars.exceptions import PolarsError

    try:
        return store.stamp(video_id, artefact)
    except (PolarsError, ValueError, KeyError):  # ValueError: no JSON; KeyError: a table without a stamp
        return None
