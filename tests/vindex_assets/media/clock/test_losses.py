"""losses: between which good frames the lost ones lie."""

from __future__ import annotations

from vindex_assets.media.clock.losses import Losses


def test_without_a_loss_there_is_no_range() -> None:
    losses = Losses()
    losses.reach(3.0)
    assert (losses.count, losses.start_s, losses.end_s) == (0, None, None)


def test_losses_lie_between_the_good_frames_around_them() -> None:
    losses = Losses()
    for event in (1.0, None, None, 1.5, 2.0, None, 3.0, 4.0):
        losses.lose() if event is None else losses.reach(event)
    assert (losses.count, losses.start_s, losses.end_s) == (3, 1.0, 3.0)


def test_what_is_lost_before_the_first_frame_begins_at_zero() -> None:
    losses = Losses()
    losses.lose()
    losses.reach(0.5)
    assert (losses.start_s, losses.end_s) == (0.0, 0.5)


def test_what_is_lost_after_the_last_frame_ends_there() -> None:
    losses = Losses()
    losses.reach(7.0)
    losses.lose()
    assert (losses.start_s, losses.end_s) == (7.0, 7.0)
