"""Deinterlacing of one frame alone: frames come sparsely, and the kept ones only are shown large.

The two fields of a frame are a fiftieth or a sixtieth of a second apart, so what moves is torn into a comb: every
second line lies elsewhere. Where a comb is seen, the lines of the second field are replaced by the mean of their
neighbours; elsewhere both fields are kept, since small print loses half its height in one field alone.

    first field      ######....        ######....
    second field     ....######  ->    ######....      a comb: a line differs from both neighbours by the same sign,
    first field      ######....        ######....      and so do the lines two above and two below it
    second field     ....######        ######....

That is the comb test of Telecide and of FFmpeg's `fieldmatch`, with a run of three lines instead of a filter of five:
letters of a few pixels have strokes in every second line too, but hardly three of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

MIN_DIFFERENCE: Final = 12  # levels of 255 between a line and its neighbours; noise and compression have less
BLOCK: Final = (33, 9)  # columns and lines of the second field round a pixel in which combs are counted
MIN_SHARE: Final = 0.02  # of them that are part of a comb: the edges of two letters
MIN_LINES: Final = 8  # of a picture that can show a comb

Flags = npt.NDArray[np.uint8]  # 255 where something holds, else 0


def deinterlaced(frame: VideoFrame, pixel_format: str) -> VideoFrame:
    """A frame of the same size in a packed pixel format (rgb24, rgba, rgb48le), without combs."""
    from av.video.frame import VideoFrame

    made = frame.reformat(format=pixel_format, threads=1)
    if frame.height < MIN_LINES:
        return made
    combs = find_combs(np.asarray(frame.reformat(format="gray", threads=1).to_ndarray(), np.uint8))
    if not combs.any():
        return made
    return VideoFrame.from_ndarray(_without_combs(made.to_ndarray(), combs), format=pixel_format)


def find_combs(luma: npt.NDArray[np.uint8]) -> Flags:
    """Which pixels of the second field's lines, less the last, lie in or near a comb; shape ((height - 1) / 2, width).

    Args:
        luma: Brightness of shape (height, width).
    """
    import cv2

    above, lines, below = _second_field(luma)
    to_above, to_below = (cv2.subtract(lines, other, dtype=cv2.CV_16S) for other in (above, below))
    combs = cv2.bitwise_or(
        _in_runs(cv2.inRange(cv2.min(to_above, to_below), MIN_DIFFERENCE, 255)),
        _in_runs(cv2.inRange(cv2.max(to_above, to_below), -255, -MIN_DIFFERENCE)),
    )
    if not cv2.countNonZero(combs):
        return np.asarray(combs, np.uint8)
    dense = cv2.inRange(cv2.blur(combs, BLOCK), max(1, round(255 * MIN_SHARE)), 255)
    return np.asarray(cv2.dilate(dense, np.ones((BLOCK[1] // 2, BLOCK[0] // 2), np.uint8)), np.uint8)


def _in_runs(torn: Any) -> Any:
    """Those that have one above and one below that are torn likewise."""
    import cv2

    return cv2.morphologyEx(torn, cv2.MORPH_OPEN, np.ones((3, 1), np.uint8), borderType=cv2.BORDER_REPLICATE)


def _without_combs(picture: npt.NDArray[Any], combs: Flags) -> npt.NDArray[Any]:
    import cv2

    made = picture.copy()
    above, lines, below = _second_field(made)
    mean = cv2.addWeighted(above, 0.5, below, 0.5, 0)
    lines[:] = np.where(combs[:, :, np.newaxis] > 0, mean, lines)
    return made


def _second_field(picture: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """The lines of the second field that lie between two of the first, those above and those below, as views."""
    count = (picture.shape[0] - 1) // 2
    return picture[0 : 2 * count : 2], picture[1 : 2 * count : 2], picture[2 : 2 * count + 1 : 2]
