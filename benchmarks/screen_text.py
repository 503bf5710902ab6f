"""Reading the screen: ours beside RapidOCR as it comes, on the kept frames of the same films in one run.

`python -m benchmarks.screen_text [--rounds 3] [FILM ...]` prints Markdown. Figures are processor time as a share of
RapidOCR's on the frames that have something new, and how many of its lines ours has too.
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

Picture = npt.NDArray[np.uint8]
Reads = Callable[[Picture, Edges], list[str]]


def kept(film: Path) -> list[Picture]:
    """The kept frames of a film that have something to read and something new, as the pipeline has them."""
    manifest = probe(film, limits=MediaLimits(max_duration_s=1e6))
    frames = sample_frames(open_decoder(film, manifest), manifest, sampling=Sampling(), progress=lambda _: None)
    pictures = [decode_jpeg(jpeg) for jpeg in to_table(frames)["jpeg"]]
    return [picture for picture, before in zip(pictures, [None, *pictures], strict=False) if _is_new(picture, before)]


def _is_new(picture: Picture, before: Picture | None) -> bool:
    whole: list[Box] = [(0.0, 0.0, 1.0, 1.0)]
    now = detect_edges(picture)
    return may_contain_text(now) and (before is None or not is_text_unchanged(detect_edges(before), now, whole))


def as_it_comes(rapidocr: Any) -> Reads:
    """RapidOCR with its own defaults, each picture by itself."""

    def read(picture: Picture, _: Edges) -> list[str]:
        found = rapidocr(np.ascontiguousarray(picture[:, :, ::-1]))
        lines = zip(found.txts or (), found.scores or (), strict=True)
        return [text for text, score in lines if is_plausible_text(text, score)]

    return read


def ours(rapidocr: Any) -> Reads:
    """A reader that sees one picture after another."""
    reader = LineReader(rapidocr)
    return lambda picture, now: [line.text for line in reader.read(picture, now)]


def run(read: Reads, pictures: Sequence[Picture]) -> tuple[float, list[set[str]]]:
    """Seconds of processor time, and the lines of each picture without spaces and case."""
    began = time.process_time()
    texts = [read(picture, detect_edges(picture)) for picture in pictures]
    took = time.process_time() - began
    return took, [{"".join(text.split()).casefold() for text in lines} for lines in texts]


def compared(film: Path, rounds: int) -> tuple[int, Spread, int, int]:
    """Pictures read, the ratio over some rounds, lines that RapidOCR reads, and those of them that ours has."""
    pictures = kept(film)
    theirs, mine = open_engine.__wrapped__(), open_engine.__wrapped__()
    for read in (as_it_comes(theirs), ours(mine)):
        run(read, pictures[:1])  # loads the models
    pairs = [(run(as_it_comes(theirs), pictures), run(ours(mine), pictures)) for _ in range(rounds)]
    ratio = spread([own[0] / their[0] for their, own in pairs])
    reference, found = pairs[-1][0][1], pairs[-1][1][1]
    same = sum(len(lines & others) for lines, others in zip(reference, found, strict=True))
    return len(pictures), ratio, sum(map(len, reference)), same


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screen_text", description=__doc__)
    parser.add_argument("films", nargs="*", type=Path, help="films instead of those that come with the checkout")
    parser.add_argument("--rounds", type=int, default=3, help="how often each contestant runs")
    asked = parser.parse_args()
    print("| film | pictures | CPU ratio | lines of RapidOCR's | of them ours |\n|---|---|---|---|---|")
    for film in asked.films or FILMS:
        pictures, ratio, lines, same = compared(film, asked.rounds)
        print(f"| {film.name} | {pictures} | {ratio} | {lines} | {same} |", flush=True)


if __name__ == "__main__":
    main()
