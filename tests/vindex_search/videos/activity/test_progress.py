"""progress: the share done of a video, and the step at work on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.library.activity.heartbeats import BEGAN, step
from vindex_search.contract.artefacts import ARTEFACTS
from vindex_search.videos.activity.progress import share_done, video_progress
from vindex_search.videos.activity.signs import SeenStep
from vindex_search.videos.activity.weights import ASSET_SECONDS
from vindex_search.videos.asset_status import ASSET_STATUSES, AssetStatus

STATUSES = st.fixed_dictionaries({asset: st.sampled_from(ASSET_STATUSES) for asset in ARTEFACTS})
SHARES = st.floats(-1, 2, allow_nan=False)
WAITING: dict[str, AssetStatus] = dict.fromkeys(ARTEFACTS, "waiting")


def at_work(asset: str, share: float) -> list[SeenStep]:
    return [SeenStep(step(asset=asset, share=share))]


def test_every_asset_has_a_weight() -> None:
    assert list(ASSET_SECONDS) == list(ARTEFACTS)
    assert min(ASSET_SECONDS.values()) > 0


@given(STATUSES, st.sampled_from(list(ARTEFACTS)), SHARES)
def test_a_share_is_one_exactly_where_all_is_done(statuses: dict[str, AssetStatus], asset: str, share: float) -> None:
    done = share_done(statuses, at_work(asset, min(share, 0.99)))
    assert 0 <= done <= 1 + 1e-12
    assert (done > 1 - 1e-12) == (set(statuses.values()) == {"done"})


@given(STATUSES, st.sampled_from(list(ARTEFACTS)), SHARES, SHARES)
def test_more_work_is_never_less_progress(
    statuses: dict[str, AssetStatus], asset: str, share: float, other: float
) -> None:
    less, more = sorted((share, other))
    during = share_done(statuses, at_work(asset, more))
    assert share_done(statuses, []) <= share_done(statuses, at_work(asset, less)) <= during
    assert during <= share_done({**statuses, asset: "done"}, [])


def test_long_assets_count_for_more() -> None:
    assert share_done(WAITING, at_work("transcript", 0.5)) > share_done(WAITING, at_work("video", 1.0))


@pytest.mark.parametrize("status", ["indexed", "failed", "waiting"])
def test_a_video_that_nobody_works_on_has_none(status: str) -> None:
    assert video_progress(status, WAITING, []) is None  # type: ignore[arg-type]


def test_between_two_steps_there_is_a_share_and_no_step() -> None:
    progress = video_progress("processing", {**WAITING, "video": "done"}, [])
    assert progress is not None
    assert (progress.share > 0, progress.step) == (True, None)


def test_an_indexed_video_that_is_made_anew_has_progress() -> None:
    assert video_progress("indexed", WAITING, at_work("frames", 0.1)) is not None


def test_the_step_that_lives_is_shown_before_the_one_that_is_lost() -> None:
    lost = SeenStep(step(asset="audio", began=BEGAN + 9), silent_s=61.0)
    alive = SeenStep(step(asset="frames", began=BEGAN), silent_s=2.0)
    progress = video_progress("processing", WAITING, [lost, alive])
    assert progress is not None
    assert progress.step == alive
