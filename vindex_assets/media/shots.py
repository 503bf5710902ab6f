"""Shot boundaries among frames that are decoded already, by PySceneDetect's content detector."""

from __future__ import annotations

from typing import Any, Final

from vindex_assets.media.decode.base import Picture

# PySceneDetect's own default: mean change of hue, saturation and brightness, in levels of 255, that makes a cut.
THRESHOLD: Final = 27.0
TICKS_PER_S: Final = 1000


class ShotDetector:
    """Fed one frame after the other; says whether a new shot begins with it."""

    def __init__(self) -> None:
        from scenedetect.detectors import ContentDetector

        self._detector: Any = ContentDetector(threshold=THRESHOLD, min_scene_len=0)

    def begins_shot(self, small: Picture, time_s: float) -> bool:
        """Whether the frame at `time_s` begins a new shot.

        Args:
            small: RGB of shape (height, width, 3); some 100 pixels across are enough and every frame has the same size.
            time_s: Later than that of the frame before.
        """
        from fractions import Fraction

        from scenedetect.common import FrameTimecode, Timecode

        ticks = Timecode(pts=round(time_s * TICKS_PER_S), time_base=Fraction(1, TICKS_PER_S))
        return bool(self._detector.process_frame(FrameTimecode(ticks, fps=Fraction(TICKS_PER_S)), small[:, :, ::-1]))
