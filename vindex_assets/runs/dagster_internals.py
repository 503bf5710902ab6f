"""Every name of Dagster's private API that the pipeline uses. No other module may import from `dagster._*`, but
`webserver/dagster_internals.py`, which has those that the web application is started with, and
`cluster/dagster_internals.py`, which has those that a step is sent to a queue with.

Dagster has no public name for these and may move them in any release; `tests/vindex_assets/runs/
test_dagster_internals.py` then says which one is gone and what to do.
"""

from __future__ import annotations

from dagster._core.definitions.data_version import (
    CODE_VERSION_TAG,
    DATA_VERSION_TAG,
    get_input_data_version_tag,
    get_input_event_pointer_tag,
)
from dagster._core.definitions.source_asset import SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION

__all__ = [
    # Tags that Dagster adds itself to the materialization of an ordinary asset: versions of code and data, version and
    # event of each input. A step of several videos logs its own, which without the tags would look out of date.
    "CODE_VERSION_TAG",
    "DATA_VERSION_TAG",
    # Metadata key of an output that is passed on without a materialization: the only way to let a step succeed whose
    # failed videos must not count as materialized.
    "SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION",
    "get_input_data_version_tag",
    "get_input_event_pointer_tag",
]
