"""How far the work on a video is, from the status of its assets and the heartbeats of the steps at work on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vindex_search.contract.records import Status
from vindex_search.videos.activity.signs import SeenStep, latest
from vindex_search.videos.activity.weights import ASSET_SECONDS
from vindex_search.videos.asset_status import AssetStatus


@dataclass(frozen=True, slots=True)
class VideoProgress:
    """How far a video is.

    Attributes:
        share: Share done of all assets together, from 0 to 1, each weighted by the time that it usually takes.
        step: The step that is at work on it; None between two steps, and while its run waits for other videos.
    """

    share: float
    step: SeenStep | None


def video_progress(
    status: Status, assets: Mapping[str, AssetStatus], steps: Sequence[SeenStep]
) -> VideoProgress | None:
    """The progress of a video in work; None of one that nobody works on.

    Args:
        status: Of the video.
        assets: Status of each of its assets.
        steps: Those at work on it; of an indexed video, where it is made anew.
    """
    if status != "processing" and not steps:
        return None
    return VideoProgress(share_done(assets, steps), latest(steps))


def share_done(assets: Mapping[str, AssetStatus], steps: Sequence[SeenStep]) -> float:
    """Share of all assets together that is done; a step that only checks what is there takes nothing back."""
    at_work = {step.heartbeat.asset: min(1.0, max(0.0, step.heartbeat.share)) for step in steps}
    done = {asset: 1.0 if assets.get(asset) == "done" else at_work.get(asset, 0.0) for asset in ASSET_SECONDS}
    return sum(ASSET_SECONDS[asset] * share for asset, share in done.items()) / sum(ASSET_SECONDS.values())
