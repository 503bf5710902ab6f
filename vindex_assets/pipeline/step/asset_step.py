"""The functions of one step of the graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vindex_assets.pipeline.artefact_reuse import CompanionFiles, no_companion_files
from vindex_assets.pipeline.metadata.materialization import Metadata
from vindex_assets.pipeline.video_task import VideoTask


@dataclass(frozen=True, slots=True)
class AssetStep:
    """The functions of one step.

    Attributes:
        asset: Name of the asset, a key of `POLICIES`.
        make: Writes the artefact with `task.stamp`. Not called where an artefact with that stamp is there already, or
            where another video with the same bytes has one.
        describe: Reads the artefact and returns the metadata that Dagster shows.
        before: Called for every video before anything else.
        after: Called for every video once its artefact is there, made or not.
        companion_files: Names the files that `make` writes beside the artefact.
        complete: Called once Dagster knows that the artefact is there: says in the store that no work is left. Written
            earlier, it would leave the partition failed for ever where the process is killed in between.
    """

    asset: str
    make: Callable[[VideoTask], None]
    describe: Callable[[VideoTask], Metadata]
    before: Callable[[VideoTask], None] | None = None
    after: Callable[[VideoTask], None] | None = None
    companion_files: CompanionFiles = no_companion_files
    complete: Callable[[VideoTask], None] | None = None
