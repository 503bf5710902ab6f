"""Tags that vindex sets on its runs, and what they say of who asked for a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vindex_search.contract.runs.step_attempt import REQUESTERS, Requester

ASKED_BY_TAG: Final = "vindex/asked_by"  # one of REQUESTERS
PRIORITY_TAG: Final = "vindex/priority"  # of its videos, one of `control.PRIORITIES`; absent: normal
BACKFILL_TAG: Final = "dagster/backfill"  # set by Dagster


def asked_by(tags: Mapping[str, str]) -> Requester:
    """Who asked for a run: by our own tag, else a backfill by Dagster's, else somebody in Dagster's UI."""
    named = tags.get(ASKED_BY_TAG)
    for requester in REQUESTERS:
        if named == requester:
            return requester
    return "backfill" if BACKFILL_TAG in tags else "operator"
