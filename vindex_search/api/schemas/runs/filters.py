"""The parameters of a list of videos that filter by failure, model set and age."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from fastapi import Depends, Query
from pydantic import AfterValidator, WithJsonSchema

from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.contract.records import FailureKind
from vindex_search.index.types import PointFilter
from vindex_search.settings import ModelSetName, Settings
from vindex_search.videos.activity.filters import AGE, WorkFilter, parse_age, published_with, uploaded_at_age

MAX_REASON_LENGTH: Final = 200  # characters


def parse_asset(name: str) -> str:
    """The name of an asset.

    Raises:
        ValueError: there is none of this name; the message names those that there are.
    """
    if name not in ARTEFACTS:
        raise ValueError(f"there is no asset {name!r}; allowed: {', '.join(ARTEFACTS)}")
    return name


def _check_age(text: str) -> str:
    parse_age(text)
    return text


AssetName = Annotated[str, AfterValidator(parse_asset), WithJsonSchema({"type": "string", "enum": list(ARTEFACTS)})]
Age = Annotated[str, AfterValidator(_check_age), WithJsonSchema({"type": "string", "pattern": f"^{AGE.pattern}$"})]


@dataclass(frozen=True, slots=True)
class WorkFilters:
    """What is chosen; `parameters` are those that were given, as `next` repeats them."""

    parameters: Mapping[str, Any]

    def work_filter(self, settings: Settings) -> WorkFilter:
        """The filter by failure and model set; the videos of a set are listed now."""
        given = self.parameters
        named = given.get("model_set")
        collection, published = published_with(settings, named) if named else ("", frozenset[str]())
        return WorkFilter(
            failed_asset=given.get("failed_asset"),
            failure_kind=given.get("failure_kind"),
            reason=given.get("reason", ""),
            collection=collection,
            published=published,
        )

    def narrow(self, where: PointFilter) -> PointFilter:
        """The filter with the times that the ages mean now; what is asked for twice has to hold twice."""
        now = time.time()
        before, after = where.uploaded_before, where.uploaded_after
        if older := self.parameters.get("older_than"):
            before = min(filter(None, (before, uploaded_at_age(older, now))))
        if younger := self.parameters.get("younger_than"):
            after = max(filter(None, (after, uploaded_at_age(younger, now))))
        return replace(where, uploaded_before=before, uploaded_after=after)


def work_filters(
    failed_asset: Annotated[
        AssetName | None, Query(description="Only videos of which this asset failed.", examples=["transcript"])
    ] = None,
    failure_kind: Annotated[
        FailureKind | None,
        Query(description="Only failed videos of this kind: `transient` where another attempt may succeed."),
    ] = None,
    reason: Annotated[
        str,
        Query(
            max_length=MAX_REASON_LENGTH,
            description="Only failed videos whose reason contains this, in upper or lower case.",
        ),
    ] = "",
    model_set: Annotated[
        ModelSetName | None, Query(description="Only videos that are published with this model set, active or not.")
    ] = None,
    older_than: Annotated[
        Age | None, Query(description="Only videos uploaded longer ago than this, such as 7d, 6h, 15m or 90s.")
    ] = None,
    younger_than: Annotated[
        Age | None, Query(description="Only videos uploaded no longer ago than this, such as 7d, 6h, 15m or 90s.")
    ] = None,
) -> WorkFilters:
    """The dependency of the route, and the one parser of `vindex videos`."""
    given = {
        "failed_asset": failed_asset,
        "failure_kind": failure_kind,
        "reason": reason,
        "model_set": model_set,
        "older_than": older_than,
        "younger_than": younger_than,
    }
    return WorkFilters({name: value for name, value in given.items() if value})


WorkFiltersDep = Annotated[WorkFilters, Depends(work_filters)]
