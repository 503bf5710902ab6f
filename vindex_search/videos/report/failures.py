"""Failed videos by reason."""

from __future__ import annotations

from typing import Final

import polars as pl

from vindex_search.videos.report.figures import FailureGroup

MAX_SHOWN: Final = 20
DIGITS: Final = r"\d+([.,]\d+)*"  # seconds, sizes, addresses in memory: they differ from video to video
MAX_CHARS: Final = 300


def failure_groups(videos: pl.DataFrame) -> list[FailureGroup]:
    """The most frequent reasons of failed videos; each with numbers written as N."""
    reason = pl.col("reason").fill_null("").str.replace_all(DIGITS, "N").str.slice(0, MAX_CHARS)
    grouped = (
        videos.filter(pl.col("status") == "failed")
        .group_by(
            pl.col("failed_asset").fill_null("").alias("asset"),
            pl.col("failure_kind").fill_null("").alias("kind"),
            reason.alias("reason"),
        )
        .agg(pl.len().alias("videos"))
        .sort("videos", "asset", "reason", descending=[True, False, False])
    )
    return [FailureGroup.model_validate(row) for row in grouped.head(MAX_SHOWN).to_dicts()]
