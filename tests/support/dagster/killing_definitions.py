"""The definitions, over a store whose worker dies in the middle of a video where the video's name says so."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import polars as pl

from vindex_assets.definitions import defs as defs
from vindex_search.contract.artefacts import FRAMES
from vindex_search.settings import settings
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

DEADLY = "deadly"  # kills its worker each time
OUTAGE = "outage"  # takes daemon and code server along, once: as where the machine restarts

_sink_table = Store.sink_table


def _killing(self: Store, video_id: str, artefact: str, rows: pl.LazyFrame, stamp: Stamp) -> None:
    if artefact == FRAMES and OUTAGE in video_id:
        _restart(settings().home / "restarted")
    if artefact == FRAMES and DEADLY in video_id:
        os.kill(os.getpid(), signal.SIGKILL)
    _sink_table(self, video_id, artefact, rows, stamp)


def _restart(noted: Path) -> None:
    if not noted.exists():
        noted.touch()
        os.killpg(0, signal.SIGKILL)


Store.sink_table = _killing  # type: ignore[method-assign]  # the death of the worker, at this very call
