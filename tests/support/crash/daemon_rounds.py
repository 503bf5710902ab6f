"""Rounds of Dagster's daemon that follow a death, without the minute that each waits."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import dagster as dg

from tests.support.dagster.dagster_internals import execute_concurrency_slots_iteration, freeze_time

LATER = timedelta(minutes=5)
LOG = logging.getLogger("vindex.tests.daemon")


@dataclass(frozen=True)
class OfInstance:
    """All that a round for slots asks of a workspace."""

    instance: dg.DagsterInstance


def free_slots(instance: dg.DagsterInstance) -> None:
    """Free the slots of pools that ended runs hold."""
    with freeze_time(datetime.now(UTC) + LATER):
        list(execute_concurrency_slots_iteration(cast(Any, OfInstance(instance)), LOG))
