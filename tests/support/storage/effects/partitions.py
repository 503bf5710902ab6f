"""Effects on Dagster: partitions that are added and removed."""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg
import pytest

from tests.support.storage.effects.recorder import Recorder


def record_partitions(patch: pytest.MonkeyPatch, recorder: Recorder) -> None:
    """Record until the patches are undone."""
    add, delete = dg.DagsterInstance.add_dynamic_partitions, dg.DagsterInstance.delete_dynamic_partition

    def added(instance: dg.DagsterInstance, name: str, keys: Sequence[str]) -> None:
        recorder.about_to("add partitions", ", ".join(keys))
        add(instance, name, keys)

    def deleted(instance: dg.DagsterInstance, name: str, key: str) -> None:
        recorder.about_to("delete partition", key)
        delete(instance, name, key)

    patch.setattr(dg.DagsterInstance, "add_dynamic_partitions", added)
    patch.setattr(dg.DagsterInstance, "delete_dynamic_partition", deleted)
