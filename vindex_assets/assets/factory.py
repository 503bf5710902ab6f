"""Factory of the software-defined assets: a step, its row of the policy table and the loop over videos.

No `from __future__ import annotations` here: Dagster reads the types of the body's parameters.
"""

import warnings
from collections.abc import Iterator

import dagster as dg

from vindex_assets.pipeline.policy import asset_options
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.pipeline.step import AssetStep, run_step


def build_asset(step: AssetStep, description: str | None) -> dg.AssetsDefinition:
    """The asset of a step; `description` is shown in Dagster's UI."""

    def body(context: dg.AssetExecutionContext, library: LibraryResource) -> Iterator[dg.Output[None]]:
        yield from run_step(context, library, step)

    with warnings.catch_warnings():
        # Backfill policies are beta in Dagster 1.13; the version is pinned and a test runs a range.
        warnings.simplefilter("ignore", dg.BetaWarning)
        definition: dg.AssetsDefinition = dg.asset(**asset_options(step.asset), description=description)(body)
    return definition
