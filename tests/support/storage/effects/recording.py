"""The context in which effects are recorded."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.storage.effects.local_files import LocalFiles
from tests.support.storage.effects.recorder import Recorder, Stopped


@contextmanager
def effects(
    *roots: object,
    stop_after: int | None = None,
    drafts: bool = False,
    killed: bool = False,
    meanwhile: Callable[[int], None] | None = None,
) -> Iterator[Recorder]:
    """Record the effects of what is done in this context; it ends without an error where they were stopped.

    Where they were stopped, the power fails as well, and what was not flushed to disk is lost.

    Args:
        roots: The folders whose files count; of S3 every object does.
        stop_after: Stop after so many effects.
        drafts: Count what is done to hidden files too: their creation, their bytes, their flush to disk.
        killed: Where they were stopped, only the process ends, and what was not flushed stays.
        meanwhile: What another process does before each effect, given how many were made.
    """
    recorder = Recorder(stop_after, meanwhile)
    with pytest.MonkeyPatch.context() as patch:
        LocalFiles(recorder, [Path(str(root)) for root in roots], drafts=drafts).patch(patch)
        _patch_loaded(patch, recorder, killed=killed)
        try:
            yield recorder
        except Stopped:
            assert recorder.is_stopped
    if recorder.is_stopped:
        recorder.end_process()
    if recorder.is_stopped and not killed:
        recorder.fail_power()


def _patch_loaded(patch: pytest.MonkeyPatch, recorder: Recorder, *, killed: bool) -> None:
    """Record what large libraries do, where they are loaded: one that is not does nothing."""
    if "aiobotocore" in sys.modules or "botocore" in sys.modules:
        from tests.support.storage.effects.s3_requests import record_s3

        record_s3(patch, recorder)
    if "qdrant_client" in sys.modules:
        from tests.support.storage.effects.index_requests import record_index

        record_index(patch, recorder)
    if "qdrant_edge" in sys.modules:
        from tests.support.storage.effects.edge_shards import EdgeShards

        EdgeShards(recorder, killed=killed).patch(patch)
    if "dagster" in sys.modules:
        from tests.support.storage.effects.partitions import record_partitions

        record_partitions(patch, recorder)
