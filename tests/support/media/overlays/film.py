"""Films of overlays before a background: as a decoder of drawn frames, or encoded at a low bit rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.support.media.ocr.flat_slides import decoded_frame
from tests.support.media.overlays.backgrounds import BACKGROUNDS, HEIGHT, WIDTH
from tests.support.media.overlays.overlay import Overlay, draw_overlays
from vindex_assets.media.clock.losses import Losses
from vindex_assets.media.decode.base import DecodedFrame, Decoder, FrameRateLimiter
from vindex_assets.media.manifest import VideoManifest

EVERY_FRAME = 1000.0  # frames per second: more than any of these films has


@dataclass(frozen=True)
class OverlayFilm:
    """A decoder of a film that is drawn: its background by name and seed, and the overlays before it."""

    background: str
    seed: int
    overlays: tuple[Overlay, ...]
    duration_s: float
    fps: float = 25.0

    name = "drawn"

    def frames(self, *, max_fps: float, short_side: int, keyframes: bool = False) -> Iterator[DecodedFrame]:
        """Frames as a decoder yields them; only those that are asked for are drawn."""
        limiter = FrameRateLimiter(max_fps=max_fps)
        shown = BACKGROUNDS[self.background](self.seed)
        for index in range(round(self.duration_s * self.fps)):
            time_s = index / self.fps
            if limiter.accepts(time_s):
                yield decoded_frame(index, time_s, draw_overlays(shown(time_s), self.overlays, time_s))

    def losses(self) -> Losses:
        """None."""
        return Losses()

    def manifest(self) -> VideoManifest:
        """As the probe would find it."""
        return VideoManifest("mov", self.duration_s, WIDTH, HEIGHT, 0, self.fps, 0.0, (), 0, None, (), {})

    def encode(self, path: Path, *, codec: str, **options: str) -> Path:
        """The film as a file."""
        import av

        with av.open(str(path), "w") as sink:
            stream: Any = sink.add_stream(codec, rate=Fraction(self.fps).limit_denominator(1001), options=options)
            stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
            for frame in self.frames(max_fps=EVERY_FRAME, short_side=HEIGHT):
                sink.mux(stream.encode(av.VideoFrame.from_ndarray(frame.image, format="rgb24")))
            sink.mux(stream.encode(None))
        return path


@dataclass(frozen=True)
class WithOverlays:
    """A decoder of a real clip whose pictures get overlays."""

    decoder: Decoder
    overlays: tuple[Overlay, ...]

    name = "with overlays"

    def frames(self, *, max_fps: float, short_side: int, keyframes: bool = False) -> Iterator[DecodedFrame]:
        """The clip's frames with the overlays drawn into them."""
        for frame in self.decoder.frames(max_fps=max_fps, short_side=short_side, keyframes=keyframes):
            drawn = draw_overlays(frame.image, self.overlays, frame.time_s)
            yield decoded_frame(frame.index, frame.time_s, drawn)

    def losses(self) -> Losses:
        """Those of the clip."""
        return self.decoder.losses()


def recalled(overlays: Sequence[Overlay], kept_s: Iterable[float]) -> list[bool]:
    """For each overlay whether a kept frame was taken while it was fully visible."""
    times = list(kept_s)
    return [any(first <= time_s <= last for time_s in times) for first, last in (o.visible for o in overlays)]
