"""Shot boundary detection: PySceneDetect's content detector, confirmed by a colour histogram.

PySceneDetect expects every frame of a film. Here frames come at a few per second, so two comparisons run side by side:
from frame to frame for cuts, and twice a second for dissolves and fades, which change little between two frames. At
such distances a camera that pans or travels changes the picture as much as a cut does, but hardly its colours:
therefore a boundary needs the content detector and the histogram (docs/decisions/004).

    frames, 8 fps      a a a a a a b b b b b b b x x x x c c c c c c      x dissolve
    cut                            ^
    compared, 2 fps    a       a   b       b       x       c       c      restarts at the cut
    is changing        -       no  -       no      yes     yes     no
    shot begins                    ^                               ^      at the cut, and when the dissolve is over
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import FrameRateLimiter, Picture
from vindex_assets.media.frames.shapes import has_same_shape, resized_like

# Content value: mean change of hue, saturation and brightness, in levels of 255. The default of 27 missed 1 card of 3.
CONTENT_THRESHOLD: Final = 25.0
MIN_HISTOGRAM_DISTANCE: Final = 0.4  # measured up to 0.38 in motion, from 0.41 on at cuts
DISSOLVE_FPS: Final = 2.0  # a dissolve takes half a second to a second
BINS: Final = [8, 4, 8]  # hue, saturation, brightness: coarse, so that a change of light is no change of colour
RANGES: Final = [0, 180, 0, 256, 0, 256]  # OpenCV's, of 8-bit HSV
TICKS_PER_S: Final = 1000


class ShotDetector:
    """Fed with frames in presentation order; tells with which of them a new shot begins.

    A change of the picture's shape begins one as well. Of pictures of one shape and several sizes, as streams of calls
    have them, the earlier one is brought to the size of the later.
    """

    def __init__(self) -> None:
        self._cuts = FrameComparison()
        self._dissolves = FrameComparison()
        self._limiter = FrameRateLimiter(max_fps=DISSOLVE_FPS)
        self._is_changing = False

    def begins_shot(self, thumbnail: Picture, time_s: float) -> bool:
        """Whether the frame at `time_s` begins a new shot: at a cut, or at the end of a dissolve.

        Args:
            thumbnail: RGB of shape (height, width, 3), some 100 pixels wide.
            time_s: Later than that of the frame before.
        """
        is_cut = self._cuts.differs(thumbnail, time_s)
        if is_cut:
            self._limiter.restart(time_s)
        elif not self._limiter.accepts(time_s):
            return False
        was_changing, is_changing = self._is_changing, self._dissolves.differs(thumbnail, time_s)
        self._is_changing = is_changing and not is_cut
        return is_cut or (was_changing and not is_changing)


class FrameComparison:
    """Compares each frame with the one before it, by content value and by colour histogram."""

    def __init__(self) -> None:
        self._detector: Any = _content_detector()
        self._histogram: npt.NDArray[np.float32] | None = None
        self._previous: tuple[Picture, float] | None = None

    def differs(self, thumbnail: Picture, time_s: float) -> bool:
        """Whether both measures exceed their thresholds, or the shapes differ; False for the first frame."""
        before, self._previous = self._previous, (thumbnail, time_s)
        if before and before[0].shape != thumbnail.shape:
            self._restart(resized_like(before[0], thumbnail), before[1])
        has_new_shape = before is not None and not has_same_shape(before[0], thumbnail)
        return self._has_changed(thumbnail, time_s) or has_new_shape

    def _restart(self, thumbnail: Picture, time_s: float) -> None:
        """Compare with this picture next: PySceneDetect's detector takes pictures of one size only."""
        self._detector = _content_detector()
        self._has_changed(thumbnail, time_s)

    def _has_changed(self, thumbnail: Picture, time_s: float) -> bool:
        previous, self._histogram = self._histogram, colour_histogram(thumbnail)
        has_new_content = bool(self._detector.process_frame(_timecode(time_s), thumbnail[:, :, ::-1]))
        if previous is None or not has_new_content:
            return False
        return histogram_distance(previous, self._histogram) >= MIN_HISTOGRAM_DISTANCE


def _content_detector() -> Any:
    from scenedetect.detectors import ContentDetector

    return ContentDetector(threshold=CONTENT_THRESHOLD, min_scene_len=0)


def colour_histogram(image: Picture) -> npt.NDArray[np.float32]:
    """Share of an RGB picture's pixels in each bin of hue, saturation and brightness: shape (256,), sum 1."""
    import cv2

    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    counts = cv2.calcHist([hsv], [0, 1, 2], None, BINS, RANGES)
    return np.asarray(counts / hsv[:, :, 0].size, dtype=np.float32).ravel()


def histogram_distance(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    """Total variation distance, 0 to 1: the share of pixels that would have to change their bin."""
    return float(np.abs(one - other).sum() / 2)


def _timecode(time_s: float) -> Any:
    from scenedetect.common import FrameTimecode, Timecode

    ticks = Timecode(pts=round(time_s * TICKS_PER_S), time_base=Fraction(1, TICKS_PER_S))
    return FrameTimecode(ticks, fps=Fraction(TICKS_PER_S))
