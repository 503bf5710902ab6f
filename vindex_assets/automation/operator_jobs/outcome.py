"""What a job of an operator leaves behind: a sentence and figures in its run, or the sentence of a refusal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import dagster as dg

from vindex_assets.pipeline.metadata.plain_text import inert, inert_metadata
from vindex_search.audit.log import AuditUnavailable

ON_CPU: Final = {"dagster-celery/queue": "cpu"}
MAX_TABLE_ROWS: Final = 1000  # in a run's metadata; the totals count all
DRY_RUN: Final = "nothing was changed; run it again with `dry_run: false` to do it"


@contextmanager
def refusals_as_failures() -> Iterator[None]:
    """Context manager: a refusal fails the run with its sentence; a retry would be refused too."""
    try:
        yield
    except (ValueError, AuditUnavailable) as problem:
        raise dg.Failure(inert(str(problem)), allow_retries=False) from None


def report(context: dg.OpExecutionContext, sentence: str, metadata: Mapping[str, Any]) -> None:
    """Write the sentence into the run's log, and it with the figures into the metadata of its output."""
    context.log.info(inert(sentence))
    context.add_output_metadata(inert_metadata({"result": sentence, **metadata}))
