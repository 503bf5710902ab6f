"""`frames`: the pictures worth keeping, each with the time it stands, and the storyboard for players."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import dagster as dg

from vindex_assets.batch import Metadata, Step, Work, each_video
from vindex_assets.policy import asset_options
from vindex_assets.resources import Library

STEP_NAME: Final = "frames"


@dg.asset(**asset_options("frames"), description=__doc__)
def frames(context: dg.AssetExecutionContext, library: Library) -> Iterator[dg.Output[None]]:
    """Wiring only."""
    yield from each_video(context, library, STEP)
