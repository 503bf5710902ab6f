"""Overlays: how many texts that appear in a film have a kept frame, and how many frames are kept for it.

`python -m benchmarks.quality.overlays [--seeds 4] [CLIP ...]` prints Markdown: recall before drawn backgrounds and over
real clips, by what makes a text hard to see, and the frames kept of real clips, each with the search for overlays and
without it.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support.media.clips import EXPECTED_ROWS
from tests.support.media.overlays.backgrounds import BACKGROUNDS
from tests.support.media.overlays.film import WithOverlays, recalled
from tests.support.media.overlays.overlay import Overlay
from tests.support.media.overlays.sample import make_film, make_overlays
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.base import Decoder, DecoderError
from vindex_assets.media.decode.pyav import PyAvDecoder
from vindex_assets.media.frames.overlays import OverlayDetector
from vindex_assets.media.frames.sampling import DETECTION_FPS, Sampling
from vindex_assets.media.frames.selection import select_frames
from vindex_assets.media.frames.shots import ShotDetector
from vindex_assets.media.probe.probe import MediaLimits, probe

VIDEOS: Final = Path(__file__).resolve().parents[3] / "shared" / "media" / "video"
MIN_CLIP_S: Final = 3.5  # room for one text
TINY: Final = ("red_5frames.mp4",)  # of one pixel
SAMPLING: Final = Sampling()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The texts of one film, and which of them have a kept frame: with the search for overlays, and without."""

    background: str
    overlays: tuple[Overlay, ...]
    found: list[bool]
    found_without: list[bool]


def kept_s(decoder: Decoder, overlays: OverlayDetector | None) -> list[float]:
    """Times of the frames that are kept."""
    frames = decoder.frames(max_fps=DETECTION_FPS, short_side=SAMPLING.short_side)
    begins_shot = ShotDetector().begins_shot
    rates = {"max_fps": SAMPLING.max_fps, "max_gap_s": SAMPLING.max_gap_s}
    return [one.frame.time_s for one in select_frames(frames, begins_shot=begins_shot, overlays=overlays, **rates)]


def measure(background: str, decoder: Decoder, overlays: tuple[Overlay, ...]) -> Outcome:
    """Sample a film with and without the search for overlays."""
    found, without = (recalled(overlays, kept_s(decoder, detector)) for detector in (OverlayDetector(), None))
    return Outcome(background, overlays, found, without)


def measure_drawn(seeds: int) -> Iterator[Outcome]:
    """Films before drawn backgrounds."""
    for background in BACKGROUNDS:
        for seed in range(seeds):
            film = make_film(background, seed)
            yield measure(background, film, film.overlays)


def measure_clips(clips: Iterable[Path]) -> Iterator[Outcome]:
    """Texts over real clips that are long enough."""
    for clip in clips:
        duration_s, decoder = _open(clip)
        if (
            duration_s >= MIN_CLIP_S
            and clip.name not in TINY
            and (overlays := tuple(make_overlays(clip.name, until_s=duration_s)))
        ):
            yield measure(clip.name, WithOverlays(decoder, overlays), overlays)


def print_recall(title: str, outcomes: list[Outcome]) -> None:
    """A line for all texts, and one for each background and each other property."""
    print(f"\n### {title}\n\n| | texts | with a frame | without the search |\n|---|---|---|---|")
    counts: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for outcome in outcomes:
        for overlay, *found in zip(outcome.overlays, outcome.found, outcome.found_without, strict=True):
            for name in ("all", f"background: {outcome.background}", *_properties(overlay)):
                counts[name].append((found[0], found[1]))
    for name, both in sorted(counts.items()):
        found, without = (sum(column) for column in zip(*both, strict=True))
        print(f"| {name} | {len(both)} | {found / len(both):.3f} | {without / len(both):.3f} |")


def _properties(overlay: Overlay) -> Iterator[str]:
    yield f"stands {overlay.stand_s} s"
    yield f"fades {overlay.fade_s} s"
    yield f"letters of 1/{round(1 / overlay.height)}"
    yield f"box: {overlay.box}"
    yield f"place: {overlay.place}"


def print_kept(clips: Iterable[Path]) -> None:
    """Frames kept of each clip as it is."""
    print("\n### Frames kept\n\n| clip | s | without the search | with it | ratio |\n|---|---|---|---|---|")
    totals = [0, 0]
    for clip in clips:
        duration_s, decoder = _open(clip)
        kept = [len(kept_s(decoder, detector)) for detector in (None, OverlayDetector())]
        totals = [total + count for total, count in zip(totals, kept, strict=True)]
        print(f"| {clip.name} | {duration_s:.1f} | {kept[0]} | {kept[1]} | {kept[1] / kept[0]:.2f} |")
    print(f"| all | | {totals[0]} | {totals[1]} | {totals[1] / totals[0]:.2f} |")


def _open(clip: Path) -> tuple[float, Decoder]:
    """Length in seconds, and a decoder that reads the whole clip."""
    manifest = probe(clip, limits=MediaLimits(max_duration_s=1e6))
    decoder = open_decoder(clip, manifest)
    try:
        for _ in decoder.frames(max_fps=DETECTION_FPS, short_side=1):
            pass
    except DecoderError:
        return manifest.duration_s, PyAvDecoder(clip, manifest)
    return manifest.duration_s, decoder


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.overlays", description=__doc__)
    parser.add_argument("--seeds", type=int, default=4, help="films of three texts before each drawn background")
    parser.add_argument("clips", type=Path, nargs="*", help="real clips; all of the media set without any")
    given = parser.parse_args()
    clips = given.clips or [VIDEOS / name for name in EXPECTED_ROWS]
    print_recall("Before drawn backgrounds", list(measure_drawn(given.seeds)))
    print_recall("Over real clips", list(measure_clips(clips)))
    print_kept(clips)


if __name__ == "__main__":
    main()
