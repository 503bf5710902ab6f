"""The definitions, over a store that takes minutes to write the frames of a video with a certain name."""

from __future__ import annotations

import time

import polars as pl

from tests.support.cluster.definitions import defs as defs
from vindex_search.contract.artefacts import FRAMES
from vindex_search.storage.artefact_store import ArtefactStore
from vindex_search.storage.stamp import Stamp

SLOW = "slow"  # in the name of a video
SECONDS = 600

_sink_table = ArtefactStore.sink_table


def _sink_table_slowly(self: ArtefactStore, video_id: str, artefact: str, rows: pl.LazyFrame, stamp: Stamp) -> None:
    if artefact == FRAMES and SLOW in video_id:
        for _ in range(SECONDS):
            time.sleep(1)
    _sink_table(self, video_id, artefact, rows, stamp)


ArtefactStore.sink_table = _sink_table_slowly  # type: ignore[method-assign]  # in the middle of a step
