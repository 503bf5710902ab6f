"""Overlays: text that appears in a film and stands, whatever moves behind it.

Lower thirds, titles, subtitles, tickers that turn page by page, the next bullet of a slide: each changes a small part
of a picture that may never come to rest. New text stands if

1. edges are the same in all frames of the last STANDING_S, and the frame kept last does not show them;
2. they look like text (`text_regions`);
3. they were not there before, also not a few pixels beside: things that stop and slow pans were;
4. they are most of what has appeared: when a camera stops, or a picture fades in, much else appears as well.

    frames            a a a|T T T T T T T a a      T  text over a moving picture
    stands                        ^                   after the fourth frame
    looked for in     b . .       .                b  frame APPEARED_S before the standing began, and the one kept last
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

import numpy as np

from vindex_assets.media.decode.base import Luma
from vindex_assets.media.frames.shapes import has_same_shape, resized_like
from vindex_assets.media.frames.standing_edges import ROW_STEP, Edges, find_edges, standing_edges
from vindex_assets.media.frames.text_regions import Plane, Region, find_regions, is_text, new_cells

STANDING_S: Final = 0.38  # three or four frames; of a text that stands for 0.7 s at 25 fps four frames are seen
APPEARED_S: Final = 0.5  # longer than the last pixels of a text that slides in take
MIN_FRAMES: Final = 3  # in which the edges agree
REACH: Final = 20  # pixels of the picture within which edges are taken for those of the same thing in motion
MAX_SHOWN_BEFORE: Final = 0.55  # of a region's edges; the edges of another text in the same place have up to a third
MIN_SHARE: Final = 0.4  # of the text among all that has appeared


class OverlayDetector:
    """Fed with frames in presentation order, and with those that are kept; tells when new text stands."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, Edges]] = deque()
        self._shown: Edges | None = None
        self._kept: Luma | None = None
        self._size: tuple[int, ...] | None = None

    def add(self, luma: Luma, time_s: float) -> None:
        """The next frame: its brightness and its time. Where its size is another one, the search begins anew."""
        if luma.shape != self._size:
            self._begin_anew(luma)
        self._recent.append((time_s, find_edges(luma)))
        while len(self._recent) > 1 and self._recent[1][0] <= time_s - STANDING_S - APPEARED_S:
            self._recent.popleft()

    def keep(self, luma: Luma) -> None:
        """A frame that is kept: what it shows is not new any more."""
        self._kept = luma
        self._shown = find_edges(luma) if luma.shape == self._size else self._edges_like(luma)

    def _begin_anew(self, luma: Luma) -> None:
        self._size = luma.shape
        self._recent.clear()
        self._shown = None if self._kept is None else self._edges_like(self._kept)

    def _edges_like(self, luma: Luma) -> Edges | None:
        """The edges of a picture in the size of the frames; None where its shape is another one."""
        frame = np.empty(self._size or (0, 0), np.uint8)
        return find_edges(resized_like(luma, frame)) if has_same_shape(luma, frame) else None

    def new_text_stands(self) -> bool:
        """Whether text stands in the frame added last that the frame kept last does not show."""
        stretch = self._standing_stretch()
        if self._shown is None or len(stretch) < MIN_FRAMES:
            return False
        standing = standing_edges(stretch)
        cells = new_cells(standing, self._shown)
        return bool(cells.any()) and self._text_has_appeared(find_regions(standing, cells))

    def _standing_stretch(self) -> list[Edges]:
        """The newest frames that span STANDING_S; none before so much has been seen."""
        end_s = self._recent[-1][0] - STANDING_S
        if self._recent[0][0] > end_s:
            return []
        begin = max(place for place, (time_s, _) in enumerate(self._recent) if time_s <= end_s)
        return [found for _, found in list(self._recent)[begin:]]

    def _text_has_appeared(self, regions: list[Region]) -> bool:
        texts = [region for region in regions if is_text(region)]
        appeared = self._appeared(texts)
        if not appeared:
            return False
        others = self._appeared(region for region in regions if region not in texts)
        text, other = (sum(region.energy for region in some) for some in (appeared, others))
        return text >= MIN_SHARE * (text + other)

    def _appeared(self, regions: Iterable[Region]) -> list[Region]:
        """Those that neither the frame kept last shows nearby, nor the one before they began to stand."""
        before = [found for found in (self._recent[0][1], self._shown) if found is not None]
        return [one for one in regions if all(share_shown(one, found) <= MAX_SHOWN_BEFORE for found in before)]


def share_shown(region: Region, picture: Edges) -> float:
    """How much of a region's edges a picture shows, at the place within REACH where it shows most; 0 to about 1.

    The projection of the picture's edges on those of the region, at every displacement.
    """
    import cv2

    projected = cv2.matchTemplate(_surroundings(picture, region), region.edges, cv2.TM_CCORR)
    return float(projected.max()) / max(region.energy, 1.0)


def _surroundings(picture: Edges, region: Region) -> Plane:
    """The part of a picture where a region lies, and REACH around it; zero beyond the picture."""
    (rows, columns), reach = region.edges.shape, REACH // ROW_STEP
    padded = np.pad(picture, ((reach, reach), (REACH, REACH))).astype(np.float32)
    return padded[region.top : region.top + rows + 2 * reach, region.left : region.left + columns + 2 * REACH]
