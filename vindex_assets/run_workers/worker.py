"""A run worker: executes runs one after another in its main thread, until it is told to leave.

Its imports, models and engines stay. What is of one run alone does not: the instance is opened for each, the model set
is read from the store for each video, and compute logs are captured by each run itself.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Final

import dagster as dg

from vindex_assets.run_workers.dagster_internals import (
    InstanceRef,
    capture_interrupts,
    deserialize_value,
    execute_run,
    pop_captured_interrupt,
)
from vindex_assets.run_workers.lean_storage import make_storage_lean
from vindex_assets.run_workers.warm_up import warm_up
from vindex_search.settings import settings

READY: Final = b"."  # sent after each run


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is told: to execute a run, or without one to load its models.

    Attributes:
        run_id: The run.
        instance: Dagster's instance, serialized.
    """

    run_id: str = ""
    instance: str = ""

    def to_line(self) -> bytes:
        """As it is sent."""
        return json.dumps(asdict(self)).encode() + b"\n"


def work(channel: socket.socket, not_ours: Sequence[int]) -> None:
    """Carry out orders until the channel ends: whoever else holds its other end must be gone for that.

    Signals that would end the process wait: within a run Dagster ends that in order, and between two of them the
    channel ends.

    Args:
        channel: To the pool.
        not_ours: File descriptors of the pool that the fork has copied.
    """
    for descriptor in not_ours:
        os.close(descriptor)
    make_storage_lean()
    with capture_interrupts(), channel, channel.makefile("rb") as lines, suppress(ConnectionError):
        for line in lines:
            order = Order(**json.loads(line))
            if not order.run_id:
                warm_up(settings())
                continue
            if pop_captured_interrupt():  # while it loaded models: the pool says how the run has ended
                return
            _execute(order)
            channel.sendall(READY)


def _execute(order: Order) -> None:
    """Execute a run; what it raises is in its event log."""
    with dg.DagsterInstance.from_ref(deserialize_value(order.instance, InstanceRef)) as instance:
        execute_run(order.run_id, instance, lambda _event: None, set_exit_code_on_failure=False)
    pop_captured_interrupt()  # one that came after the run's end is not for the next one
