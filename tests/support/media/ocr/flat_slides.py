"""Decoders and frames of made-up pictures: flat slides in three colours, and pictures given as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

import numpy as np

from vindex_assets.media.clock.losses import Losses
from vindex_assets.media.decode.base import DecodedFrame, Picture, downscale, downscale_luma

COLOURS: Final = ((200, 30, 30), (30, 200, 30), (30, 30, 200))
FPS: Final = 2


def decoded_frame(index: int, time_s: float, picture: Picture) -> DecodedFrame:
    """A frame as decoders yield it."""
    return DecodedFrame(
        index=index,
        time_s=time_s,
        render=partial(downscale, picture),
        render_luma=partial(downscale_luma, picture),
        short_side=512,
        size=(picture.shape[1], picture.shape[0]),
    )


class FlatSlides:
    """A decoder of flat pictures, two per second, given by their number in COLOURS."""

    name = "flat slides"

    def __init__(self, colours: Sequence[int]) -> None:
        self._colours = colours

    def losses(self) -> Losses:
        """None."""
        return Losses()

    def frames(self, *, max_fps: float, short_side: int, keyframes: bool = False) -> Iterator[DecodedFrame]:
        """All frames, whatever is asked for."""
        for index, colour in enumerate(self._colours):
            yield decoded_frame(index, index / FPS, np.full((36, 64, 3), COLOURS[colour], np.uint8))
