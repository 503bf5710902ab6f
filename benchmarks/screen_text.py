"""Screen text: our OCR beside RapidOCR with its defaults, on the kept frames of the same videos in one run.

`python -m benchmarks.screen_text [--rounds 3] [VIDEO ...]` prints Markdown: processor time as a share of RapidOCR's on
the frames that have something new, and how many of its lines ours has too.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.ratios import Spread, spread
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.frames.sampling import Sampling, sample_frames, to_table
from vindex_assets.media.probe.probe import MediaLimits, probe
from vindex_assets.ocr.line_reader import LineReader, is_plausible_text
from vindex_assets.ocr.rapidocr_engine import open_engine
from vindex_assets.ocr.screen_text import decode_jpeg
from vindex_assets.ocr.text_detection import Box, Edges, detect_edges, is_text_unchanged, may_contain_text

CHECKOUT: Final = Path(__file__).resolve().parents[1]
VIDEOS: Final = CHECKOUT.parent / "shared" / "media" / "video"
FILMS: Final = (
    *(CHECKOUT / "samples" / name for name in ("locks.mp4", "sourdough.mp4")),
    *(VIDEOS / name for name in ("derived_lecture_dev.mp4", "screenrec_browser_noduration.mkv", "elf.mp4")),
)

Image = npt.NDArray[np.uint8]
ReadLines = Callable[[Image, Edges], list[str]]


def sample_film(film: Path) -> list[Image]:
    """The kept frames of a video that may hold text and differ from the one before, as in the pipeline."""
    manifest = probe(film, limits=MediaLimits(max_duration_s=1e6))
    frames = sample_frames(open_decoder(film, manifest), manifest, sampling=Sampling(), progress=lambda _: None)
    images = [decode_jpeg(jpeg) for jpeg in to_table(frames)["jpeg"]]
    return [image for image, before in zip(images, [None, *images], strict=False) if _is_new(image, before)]


def _is_new(image: Image, before: Image | None) -> bool:
    whole: list[Box] = [(0.0, 0.0, 1.0, 1.0)]
    now = detect_edges(image)
    return may_contain_text(now) and (before is None or not is_text_unchanged(detect_edges(before), now, whole))


def default_reader(rapidocr: Any) -> ReadLines:
    """RapidOCR with its defaults, image by image."""

    def read(image: Image, _: Edges) -> list[str]:
        found = rapidocr(np.ascontiguousarray(image[:, :, ::-1]))
        lines = zip(found.txts or (), found.scores or (), strict=True)
        return [text for text, score in lines if is_plausible_text(text, score)]

    return read


def our_reader(rapidocr: Any) -> ReadLines:
    """Our reader, which keeps state from one frame to the next."""
    reader = LineReader(rapidocr)
    return lambda image, now: [line.text for line in reader.read(image, now)]


def run(read: ReadLines, images: Sequence[Image]) -> tuple[float, list[set[str]]]:
    """Seconds of processor time, and the lines of each image without spaces and case."""
    began = time.process_time()
    texts = [read(image, detect_edges(image)) for image in images]
    took = time.process_time() - began
    return took, [{"".join(text.split()).casefold() for text in lines} for lines in texts]


def compare(film: Path, rounds: int) -> tuple[int, Spread, int, int]:
    """Number of images, CPU ratio over some rounds, lines that RapidOCR reads, and those of them that ours reads."""
    images = sample_film(film)
    theirs, mine = open_engine.__wrapped__(), open_engine.__wrapped__()
    for read in (default_reader(theirs), our_reader(mine)):
        run(read, images[:1])  # loads the models
    pairs = [(run(default_reader(theirs), images), run(our_reader(mine), images)) for _ in range(rounds)]
    ratio = spread([own[0] / their[0] for their, own in pairs])
    reference, found = pairs[-1][0][1], pairs[-1][1][1]
    same = sum(len(lines & others) for lines, others in zip(reference, found, strict=True))
    return len(images), ratio, sum(map(len, reference)), same


def main() -> None:
    """Run the selected measurements."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screen_text", description=__doc__)
    parser.add_argument("films", nargs="*", type=Path, help="videos instead of the samples")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each contestant")
    options = parser.parse_args()
    print("| video | images | CPU ratio | lines of RapidOCR | of them ours |\n|---|---|---|---|---|")
    for film in options.films or FILMS:
        images, ratio, lines, same = compare(film, options.rounds)
        print(f"| {film.name} | {images} | {ratio} | {lines} | {same} |", flush=True)


if __name__ == "__main__":
    main()
