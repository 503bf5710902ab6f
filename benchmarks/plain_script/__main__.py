"""Index films, one after the other."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.plain_script.hearing import Recogniser
from benchmarks.plain_script.index import Entry, VideoIndex
from benchmarks.plain_script.pictures import keep_frames
from benchmarks.plain_script.reading import Reader


def main() -> None:
    """Index the films that are named; prints how many entries each has."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plain_script", description=__doc__)
    parser.add_argument("--index", type=Path, default=Path("plain-index"), help="folder of the index and the pictures")
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args()
    recogniser, reader, index = Recogniser(), Reader(), VideoIndex(options.index)
    for film in options.files:
        frames = keep_frames(film, options.index / "frames" / film.stem)
        spoken = [Entry("speech", *passage) for passage in recogniser.passages(film)]
        shown = [Entry("screen", frame.start_s, frame.end_s, text) for frame in frames if (text := reader.text(frame))]
        index.add(film.stem, [*spoken, *shown])
        print(f"{film.name}: {len(frames)} frames, {len(spoken)} passages, {len(shown)} texts", flush=True)
    index.close()


if __name__ == "__main__":
    main()
