"""layouts: what FFmpeg mixes of each layout, and what channels are called."""

from __future__ import annotations

import pytest
from av.audio.layout import AudioLayout

from vindex_assets.media.audio.layouts import channel_names, heard_channels, left_out_channels


@pytest.mark.parametrize(
    ("layout", "heard"),
    [
        ("stereo", (0, 1)),
        ("5.1", (0, 1, 2, 4, 5)),
        ("7.1", (0, 1, 2, 4, 5, 6, 7)),
        ("8 channels", (0, 1, 2, 4, 5, 6, 7)),
        ("9 channels", ()),
        ("ambisonic 1", (0,)),
    ],
)
def test_the_channels_that_count_in_the_mix(layout: str, heard: tuple[int, ...]) -> None:
    assert heard_channels(layout) == heard


def test_channels_are_called_by_their_places_or_by_number() -> None:
    assert channel_names(AudioLayout("2 channels")) == ("left", "right")
    assert channel_names(AudioLayout("3.0")) == ("front left", "front right", "front center")
    assert channel_names(AudioLayout("3 channels")) == ("1", "2", "3")


@pytest.mark.parametrize(
    ("layout", "left_out"),
    [("5.1", ()), ("8 channels", (3,)), ("3 channels", (2,)), ("9 channels", ()), ("stereo", ())],
)
def test_channels_that_are_left_out_although_nobody_says_they_are_bass(layout: str, left_out: tuple[int, ...]) -> None:
    assert left_out_channels(AudioLayout(layout)) == left_out


def test_the_directions_of_ambisonic_sound_are_not_left_out() -> None:
    assert left_out_channels(AudioLayout("ambisonic 1")) == ()
