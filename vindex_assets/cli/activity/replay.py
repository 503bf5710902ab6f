"""`vindex replay`: finds the step of an asset, makes its artefact again, and says what came of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from vindex_assets.assets import audio, chapters, embeddings, frames, index_points, screen_text, transcript, video
from vindex_assets.pipeline.replay.compare import ArtefactComparison
from vindex_assets.pipeline.replay.replay import replay
from vindex_assets.pipeline.resources import LibraryResource
from vindex_assets.pipeline.step import AssetStep

STEPS: Final[Mapping[str, AssetStep]] = {
    step.asset: step
    for step in (
        video.STEP,
        frames.STEP,
        audio.STEP,
        transcript.STEP,
        screen_text.STEP,
        embeddings.FRAME_STEP,
        embeddings.TEXT_STEP,
        chapters.STEP,
        index_points.STEP,
    )
}


def step_of(asset: str) -> AssetStep:
    """The step that makes an asset.

    Raises:
        ValueError: there is none; the message names those that there are.
    """
    if asset not in STEPS:
        raise ValueError(f"there is no asset {asset!r}; allowed: {', '.join(STEPS)}")
    return STEPS[asset]


def run_replay(video_id: str, asset: str) -> tuple[ArtefactComparison, Path | None]:
    """Make an artefact again and compare it; the folder it was made in is kept, and named, where it differs.

    Raises:
        ValueError: there is no such asset or video, or what it is made from is not there.
        RuntimeError: it cannot be made again; the message says why.
        LookupError: a model is not on this machine.
    """
    step, scratch = step_of(asset), Path(tempfile.mkdtemp(prefix="vindex-replay-"))
    is_kept = False
    try:
        comparison = replay(LibraryResource(), step, video_id, scratch)
        is_kept = not comparison.is_same
    finally:
        if not is_kept:
            shutil.rmtree(scratch, ignore_errors=True)
    return comparison, scratch if is_kept else None


def replay_lines(video_id: str, comparison: ArtefactComparison, kept: Path | None) -> Iterator[str]:
    """What came of a replay, in words."""
    yield from (f"made from other things: {line}" for line in comparison.made_from)
    if comparison.is_same:
        yield f"{comparison.asset} of {video_id}: the same, bit by bit ({', '.join(comparison.identical)})"
        return
    yield f"{comparison.asset} of {video_id}: not the same"
    yield from (f"  {line}" for line in comparison.differences)
    yield from (f"  {name}: the same, bit by bit" for name in comparison.identical)
    yield f"what was made lies in {kept}, until you remove it"
