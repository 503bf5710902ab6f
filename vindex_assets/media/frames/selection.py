"""Frame selection: which of the decoded frames are kept.

Every frame is tested for a shot boundary; at most `max_fps` frames per second become candidates. A frame is kept if

1. it is the first of the video;
2. it begins a shot, or comes later in it if the shot began within 1 / `max_fps` of the frame kept last (a shot that is
   over by then is merged into the next one);
3. the picture differs from the frame kept last and has come to rest: of two candidates that are near duplicates of each
   other the earlier one is kept (the next slide, the next bullet);
4. the picture differs, keeps changing, and `max_gap_s` has passed since the frame kept last;
5. text stands in it that the frame kept last does not show, whatever else moves (`overlays`). This is asked of every
   frame, candidate or not, from 1 / `max_fps` after the frame kept last on.

    candidates   A a a a | B b b c d e f g h i j k k k l M N o p q r       | shot boundary; same letter, near duplicate
    kept         A         B             g       k       N                 capital M, N: text over a moving picture
    by rule      1         2             4       3       5                 with max_gap_s = 7 candidates
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from vindex_assets.media.decode.base import TIMESTAMP_TOLERANCE_S, DecodedFrame, FrameRateLimiter, Picture
from vindex_assets.media.frames.overlays import OverlayDetector
from vindex_assets.media.frames.shapes import has_same_shape
from vindex_assets.media.frames.similarity import FrameSignature, is_near_duplicate, signature

ROUNDING_S: Final = 1e-6

BeginsShot = Callable[[Picture, float], bool]


@dataclass(frozen=True, slots=True)
class SelectedFrame:
    """A decoded frame that is kept, the number of its shot, its near-duplicate signature and its thumbnail."""

    frame: DecodedFrame
    shot: int
    signature: FrameSignature
    thumbnail: Picture


def select_frames(
    frames: Iterable[DecodedFrame],
    *,
    begins_shot: BeginsShot,
    max_fps: float,
    max_gap_s: float,
    overlays: OverlayDetector | None = None,
) -> Iterator[SelectedFrame]:
    """The frames that are kept, in order.

    Args:
        frames: In presentation order, more densely than `max_fps`.
        begins_shot: Called once for every frame, with its thumbnail and its time.
        max_fps: Frames per second that are compared and kept at most.
        max_gap_s: Seconds after which a frame of a picture in motion is kept.
        overlays: Finds new text; None where frames are too far apart for that, as key frames are.
    """
    selector = _FrameSelector(begins_shot, overlays, max_fps=max_fps, max_gap_s=max_gap_s)
    for frame in frames:
        if selected := selector.offer(frame):
            yield selected


class _FrameSelector:
    """The state of a selection: frame kept last, candidate before, and a shot boundary that no kept frame shows yet."""

    def __init__(
        self, begins_shot: BeginsShot, overlays: OverlayDetector | None, *, max_fps: float, max_gap_s: float
    ) -> None:
        self._begins_shot = begins_shot
        self._overlays = overlays
        self._min_distance_s = 1 / max_fps
        self._max_gap_s = max_gap_s
        self._candidates = FrameRateLimiter(max_fps=max_fps)
        self._kept: SelectedFrame | None = None
        self._previous: SelectedFrame | None = None
        self._boundary_pending = False

    def offer(self, frame: DecodedFrame) -> SelectedFrame | None:
        """The frame that is kept because of this one: itself, the candidate before it, or none."""
        thumbnail = frame.thumbnail
        if self._overlays:
            self._overlays.add(frame.luma, frame.time_s)
        if self._begins_shot(thumbnail, frame.time_s) and self._kept is not None:
            self._boundary_pending = True
        new_shot = self._boundary_pending and self._is_far_enough(frame)
        is_candidate = self._candidates.accepts(frame.time_s) or new_shot
        if not (is_candidate or self._new_text_stands(frame)):
            return None
        shot = (self._kept.shot if self._kept else 0) + new_shot
        candidate = SelectedFrame(frame=frame, shot=shot, signature=signature(thumbnail), thumbnail=thumbnail)
        selected = self._selected(candidate, new_shot=new_shot) if is_candidate else candidate
        self._previous = candidate
        if selected:
            self._keep(selected, frame.time_s, new_shot=new_shot)
        return selected

    def _selected(self, candidate: SelectedFrame, *, new_shot: bool) -> SelectedFrame | None:
        """What is kept because of a candidate, by whichever rule."""
        if self._kept is None or new_shot:
            return candidate
        by_picture = self._changed_picture(self._kept, candidate)
        return by_picture or (candidate if self._new_text_stands(candidate.frame) else None)

    def _new_text_stands(self, frame: DecodedFrame) -> bool:
        """Rule 5, for a frame that may be kept."""
        return self._overlays is not None and self._is_far_enough(frame) and self._overlays.new_text_stands()

    def _is_far_enough(self, frame: DecodedFrame) -> bool:
        """Whether a frame may be kept without exceeding `max_fps`."""
        if self._kept is None:
            return False
        return frame.time_s - self._kept.frame.time_s >= self._min_distance_s - TIMESTAMP_TOLERANCE_S

    def _changed_picture(self, kept: SelectedFrame, candidate: SelectedFrame) -> SelectedFrame | None:
        """Rules 3 and 4: the start of a picture at rest that differs, or a picture in motion after `max_gap_s`."""
        if _look_the_same(candidate, kept):
            return None
        if self._previous is not None and _look_the_same(candidate, self._previous):
            return self._previous
        gap_s = candidate.frame.time_s - kept.frame.time_s
        return candidate if gap_s >= self._max_gap_s - ROUNDING_S else None

    def _keep(self, selected: SelectedFrame, time_s: float, *, new_shot: bool) -> None:
        self._kept = selected
        if self._overlays:
            self._overlays.keep(selected.frame.luma)
        if new_shot:
            self._boundary_pending = False
        self._candidates.restart(time_s)


def _look_the_same(one: SelectedFrame, other: SelectedFrame) -> bool:
    return has_same_shape(one.thumbnail, other.thumbnail) and is_near_duplicate(one.signature, other.signature)
