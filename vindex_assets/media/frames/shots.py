"""Shot boundaries among frames that are decoded already: PySceneDetect's content score, confirmed by colours.

PySceneDetect expects every frame of a film. Here eight a second are looked at, for cuts, and of those every fourth,
for dissolves and fades, which change little from one frame to the next. At such distances a camera that pans or rides
along changes the picture by as much as a cut does, but hardly its colours: so a cut is one that the histograms
confirm (docs/decisions/004).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import FrameRateLimiter, Picture

# Mean change of hue, saturation and brightness, in levels of 255. PySceneDetect's default of 27 missed one card of 3.
THRESHOLD: Final = 25.0
COLOURS_CHANGED: Final = 0.4  # share of pixels that leave their bin: measured up to 0.38 in motion, from 0.41 in cuts
SLOWLY_FPS: Final = 2.0  # a dissolve takes half a second or a whole one
BINS: Final = [8, 4, 8]  # hue, saturation, brightness: coarse, so that a change of light is none of colour
RANGES: Final = [0, 180, 0, 256, 0, 256]  # OpenCV's, of 8-bit HSV
TICKS_PER_S: Final = 1000


class ShotDetector:
    """Fed one frame after the other; says whether a new shot begins with it."""

    def __init__(self) -> None:
        self._cuts = Comparison()
        self._slow = Comparison()
        self._pace = FrameRateLimiter(max_fps=SLOWLY_FPS)
        self._changing = False

    def begins_shot(self, small: Picture, time_s: float) -> bool:
        """Whether the frame at `time_s` begins a new shot.

        Args:
            small: RGB of shape (height, width, 3); some 100 pixels across are enough and every frame has the same size.
            time_s: Later than that of the frame before.
        """
        cut = self._cuts.changed(small, time_s)
        if cut:
            self._pace.restart(time_s)
        elif not self._pace.accepts(time_s):
            return False
        before, changing = self._changing, self._slow.changed(small, time_s)
        self._changing = changing and not cut
        return cut or (before and not changing)  # a dissolve is over: from here on the new picture stands by itself


class Comparison:
    """Whether a frame shows something else than the one before it, to the content score and to the colours."""

    def __init__(self) -> None:
        from scenedetect.detectors import ContentDetector

        self._detector: Any = ContentDetector(threshold=THRESHOLD, min_scene_len=0)
        self._colours: npt.NDArray[np.float32] | None = None

    def changed(self, small: Picture, time_s: float) -> bool:
        """Compare with the frame before; of the first frame False."""
        before, self._colours = self._colours, colour_histogram(small)
        changed = before is not None and histogram_distance(before, self._colours) >= COLOURS_CHANGED
        return bool(self._detector.process_frame(_timecode(time_s), small[:, :, ::-1])) and changed


def colour_histogram(image: Picture) -> npt.NDArray[np.float32]:
    """Shares of the pixels of an RGB picture that fall into each bin of hue, saturation and brightness."""
    import cv2

    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    counts = cv2.calcHist([hsv], [0, 1, 2], None, BINS, RANGES)
    return np.asarray(counts / hsv[:, :, 0].size, dtype=np.float32).ravel()


def histogram_distance(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    """Share of pixels that would have to change their bin, 0 to 1."""
    return float(np.abs(one - other).sum() / 2)


def _timecode(time_s: float) -> Any:
    from fractions import Fraction

    from scenedetect.common import FrameTimecode, Timecode

    ticks = Timecode(pts=round(time_s * TICKS_PER_S), time_base=Fraction(1, TICKS_PER_S))
    return FrameTimecode(ticks, fps=Fraction(TICKS_PER_S))
