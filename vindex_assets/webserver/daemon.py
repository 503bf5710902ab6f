"""Dagster's daemon as `dagster-daemon` runs it, but one that hears of uploads; started as a module.

Dagster looks every five seconds which sensor is due, and the upload sensor is due every ten. Here it looks each second,
which takes some milliseconds, and the upload sensor is due earlier where files have arrived in the folder of uploads.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final

from vindex_assets.run_workers.lean_storage import make_storage_lean
from vindex_assets.webserver.dagster_internals import run_daemon, sensor_loop
from vindex_assets.webserver.upload_bell import UploadBell
from vindex_search.settings import settings

LOOP_S: Final = 1
SENSOR: Final = "uploads"
QUEUE_LOGGER: Final = "dagster.daemon.QueuedRunCoordinatorDaemon"
FULL: Final = "won't launch more"

IsTooEarly = Callable[..., bool]


def main() -> None:
    """Run the daemon with the arguments of this process."""
    make_storage_lean()
    logging.getLogger(QUEUE_LOGGER).addFilter(is_news)
    root = settings().uploads_root
    bell = None if "://" in root else UploadBell(Path(root))
    sensor_loop.MIN_INTERVAL_LOOP_TIME = LOOP_S
    with bell or nullcontext():
        if bell:
            sensor_loop.is_under_min_interval = unless_rung(sensor_loop.is_under_min_interval, bell)
        run_daemon()


def is_news(record: logging.LogRecord) -> bool:
    """Whether a line of the queue's log says more than that all slots are taken, as it would each second."""
    return FULL not in record.getMessage()


def unless_rung(is_too_early: IsTooEarly, bell: UploadBell) -> IsTooEarly:
    """Dagster's decision whether a sensor ticked too recently; the upload sensor did not where files have arrived."""

    def is_still_too_early(state: Any, sensor: Any, *others: Any, **named: Any) -> bool:
        if not is_too_early(state, sensor, *others, **named):
            return False
        began = getattr(state.instigator_data, "last_tick_start_timestamp", None)
        return sensor.name != SENSOR or began is None or not bell.has_rung_since(began)

    return is_still_too_early


if __name__ == "__main__":
    main()
