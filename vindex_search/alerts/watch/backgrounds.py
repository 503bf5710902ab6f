"""What each saved search scores in videos of the library: measured once for each calibration, and kept in the store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from vindex_search.alerts.rates.chance import without_answers
from vindex_search.alerts.saved_search import SavedSearch
from vindex_search.alerts.watch.asked import POINT_COLUMNS, AskedSearches
from vindex_search.contract.artefacts import POINTS
from vindex_search.contract.ids import workspace_of_video
from vindex_search.ranking.calibration.distribution import Column, NullDistribution, Signals
from vindex_search.storage.store import Store

if TYPE_CHECKING:
    import polars as pl

SAMPLE: Final = 300  # videos: one in 300 is then seen, rarer rates follow from the tail; some 2 s to read
FILE: Final = "alerts/backgrounds/{collection}/{search}.json"


def read_background(store: Store, search: str, library: NullDistribution) -> Column | None:
    """The combined z-scores of a search; None where it was not measured against this calibration."""
    try:
        record = store.read_library_json(FILE.format(collection=store.collection, search=search))
        if record is None or record["calibration"] != _digest(library):
            return None
        return np.array(record["scores"], dtype=np.float64)
    except (ValueError, KeyError, TypeError):  # damaged: it is measured again
        return None


def measure_backgrounds(store: Store, asked: AskedSearches, new: Collection[str], stopping: Callable[[], bool]) -> None:
    """Measure the searches of a group that have no background of this calibration, all in one pass over the videos.

    Args:
        store: Of the collection.
        asked: The group.
        new: Videos that are yet to be compared, which say nothing about the library.
        stopping: Whether to give up.
    """
    library = asked.library
    if library is None:
        return
    missing = [search for search in asked.searches if read_background(store, search.id, library) is None]
    if not missing:
        return
    scores: dict[str, list[Signals]] = {search.id: [] for search in missing}
    for video_id in _sample(store, asked.searches[0].workspaces, new):
        if stopping():
            return
        _compare(store, video_id, asked, scores)
    for search in missing:
        _write(store, search, without_answers(scores[search.id], library), library)


def _compare(store: Store, video_id: str, asked: AskedSearches, scores: Mapping[str, list[Signals]]) -> None:
    table = points_of(store, video_id)
    if table is None or table.is_empty():
        return
    for search, signals in asked.best(table).items():
        if search in scores:
            scores[search].append(signals)


def points_of(store: Store, video_id: str) -> pl.DataFrame | None:
    """The points of a video with what is compared of them; None where there are none any more."""
    try:
        return store.read_table(video_id, POINTS, columns=POINT_COLUMNS)
    except FileNotFoundError:
        return None


def _sample(store: Store, workspaces: Sequence[str], new: Collection[str]) -> list[str]:
    """Some of the published videos, chosen by a hash of their ids: the same ones each time."""
    own = [
        video
        for video in store.published()
        if video not in new and (not workspaces or workspace_of_video(video) in workspaces)
    ]
    return sorted(own, key=lambda video: hashlib.sha256(video.encode()).digest())[:SAMPLE]


def _write(store: Store, search: SavedSearch, scores: Column, library: NullDistribution) -> None:
    record = {"calibration": _digest(library), "scores": [round(float(score), 4) for score in scores]}
    store.write_library_json(FILE.format(collection=store.collection, search=search.id), record)


def _digest(library: NullDistribution) -> str:
    """Identifies a calibration."""
    columns = b"".join(np.round(library.scores[name], 5).tobytes() for name in sorted(library.scores))
    return hashlib.sha256(columns + f"{library.text_count} {library.video_count}".encode()).hexdigest()[:16]
