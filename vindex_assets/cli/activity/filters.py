"""The filters of `vindex videos`: those of the HTTP API, checked by the same functions."""

from __future__ import annotations

from vindex_search.api.schemas.runs.filters import WorkFilters, parse_asset
from vindex_search.contract.records import FAILURE_KINDS
from vindex_search.models.catalogue import SETS
from vindex_search.videos.activity.filters import parse_age


def chosen_filters(
    *,
    failed_asset: str = "",
    failure_kind: str = "",
    reason: str = "",
    model_set: str = "",
    older_than: str = "",
    younger_than: str = "",
) -> WorkFilters:
    """The filters that are given; empty ones filter nothing.

    Raises:
        ValueError: one is malformed; the message names it and what is allowed.
    """
    if failed_asset:
        parse_asset(failed_asset)
    _require("kind of failure", failure_kind, FAILURE_KINDS)
    _require("model set", model_set, tuple(SETS))
    for age in filter(None, (older_than, younger_than)):
        parse_age(age)
    given = {
        "failed_asset": failed_asset,
        "failure_kind": failure_kind,
        "reason": reason,
        "model_set": model_set,
        "older_than": older_than,
        "younger_than": younger_than,
    }
    return WorkFilters({name: value for name, value in given.items() if value})


def _require(what: str, value: str, allowed: tuple[str, ...]) -> None:
    if value and value not in allowed:
        raise ValueError(f"there is no {what} {value!r}; allowed: {', '.join(allowed)}")
