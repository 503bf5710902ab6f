"""`completeness`: compares the artefacts and points of every video with what it should have, and repairs the rest.

No `from __future__ import annotations` here: Dagster reads the types of the body's parameters.
"""

import time
from collections.abc import Sequence
from typing import Any, Final

import dagster as dg
from pydantic import BaseModel

from vindex_assets.completeness.check import check
from vindex_assets.pipeline.metadata.plain_text import inert, inert_metadata
from vindex_assets.pipeline.policy import OWNERS
from vindex_assets.pipeline.resources import LibraryResource
from vindex_search.videos.completeness_report import CompletenessReport, Missing, Quarantined

NOTHING_MISSING: Final = "nothing_is_missing"


def describe(report: CompletenessReport) -> dict[str, Any]:
    """Metadata of a report: the counts, and tables of the incomplete and the quarantined videos."""
    return {
        "videos": report.videos,
        "checked in full": report.checked,
        "incomplete": report.count_incomplete(),
        "failed": sum(report.quarantined_by_workspace.values()),
        "missing": _table(Missing, report.missing),
        "quarantine": _table(Quarantined, report.quarantined),
    }


def _table(kind: type[BaseModel], rows: Sequence[BaseModel]) -> dg.TableMetadataValue:
    columns = [dg.TableColumn(name, "string") for name in kind.model_fields]
    return dg.MetadataValue.table([dg.TableRecord(row.model_dump()) for row in rows], dg.TableSchema(columns))


def _check_result(report: CompletenessReport) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=NOTHING_MISSING,
        passed=report.count_incomplete() == 0,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"incomplete": report.count_incomplete(), "videos": report.videos},
    )


@dg.asset(
    name="completeness",
    group_name="index",
    kinds={"table"},
    owners=OWNERS,
    code_version="1",
    op_tags={"dagster-celery/queue": "cpu"},
    check_specs=[
        dg.AssetCheckSpec(
            NOTHING_MISSING,
            asset="completeness",
            description="No video was skipped, and none lacks an artefact, points, publication or its partition.",
        )
    ],
)
def completeness(context: dg.AssetExecutionContext, library: LibraryResource) -> dg.MaterializeResult:  # type: ignore[type-arg] # with a check beside it, Dagster refuses one with an argument
    """Compares what every video should have with what it has; an incomplete one is repaired or requested again."""
    report = check(context.instance, library, now=time.time())
    for finding in report.missing:
        context.log.warning(inert(f"{finding.video_id}: {finding.reason}: {finding.done}"))
    return dg.MaterializeResult(metadata=inert_metadata(describe(report)), check_results=[_check_result(report)])
