"""`library_report`: what the library takes: throughput, time and cost by step, the slowest videos, failures, storage.

No `from __future__ import annotations` here: Dagster reads the types of the body's parameters.
"""

import time

import dagster as dg
from pydantic import Field

from vindex_assets.assets.report.describe import describe
from vindex_assets.pipeline.metadata.plain_text import inert, inert_metadata
from vindex_assets.pipeline.policy import OWNERS
from vindex_assets.pipeline.resources import LibraryResource


class ReportConfig(dg.Config):
    """How the report is made."""

    anew: bool = Field(default=False, description="Read every history again, and not what is new since the last time.")


@dg.asset(
    name="library_report",
    group_name="index",
    kinds={"polars", "parquet"},
    owners=OWNERS,
    code_version="1",
    op_tags={"dagster-celery/queue": "cpu"},
)
def library_report(
    context: dg.AssetExecutionContext, config: ReportConfig, library: LibraryResource
) -> dg.MaterializeResult[None]:
    """What the library takes: throughput, time and cost by step, the slowest tenth and why, failures, storage."""
    from vindex_search.videos.report.build import build_report
    from vindex_search.videos.report.collect import collect
    from vindex_search.videos.report.read import read_queue, write_report

    collected = collect(library.store, anew=config.anew)
    context.log.info(inert(f"{collected.attempts} tries and {collected.videos} videos read"))
    report = build_report(collected.tables, read_queue(library.store), now=time.time())
    write_report(library.store, report)
    read = {"tries read": collected.attempts, "videos read": collected.videos}
    return dg.MaterializeResult(metadata=inert_metadata({**describe(report, library.settings.prices), **read}))
