"""The moments of an answer as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from vindex_search.export.columns import schema_of
from vindex_search.export.table_names import MOMENTS


def moment_rows(query: str, moments: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """The table of the moments of an answer, as the HTTP API has them, best first."""
    rows = [
        {**moment, "query": query, "rank": rank, "text": _best_text(moment)}
        for rank, moment in enumerate(moments, start=1)
    ]
    schema = schema_of(MOMENTS)
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema)


def _best_text(moment: Mapping[str, Any]) -> str | None:
    return moment["evidence"][0]["text"] if moment["evidence"] else None
