"""Kept frames to read, and what is known to stand in them.

Of a lecture and of drawn films the texts and their times are known; of other films what RapidOCR reads is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.harness.machine import CHECKOUT
from tests.support.media.overlays.backgrounds import BACKGROUNDS
from tests.support.media.overlays.sample import make_film
from vindex_assets.media.decode import open_decoder
from vindex_assets.media.decode.base import Decoder
from vindex_assets.media.frames.sampling import Sampling, sample_frames, to_table
from vindex_assets.media.manifest import VideoManifest
from vindex_assets.media.probe.probe import MediaLimits, probe

Lines = frozenset[str]
"""Lines of text without spaces and case."""

FILMS: Final = {
    "lecture": "video/derived_lecture_dev.mp4",
    "screen recording": "video/screenrec_browser_noduration.mkv",
    "film": "video/elf.mp4",
}
DEMO: Final = ("locks.mp4", "sourdough.mp4")
SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Subject:
    """Kept frames.

    Attributes:
        name: Of the film, or of the films.
        frames: A table of FRAMES_SCHEMA.
        known: The lines that stand in each frame; None where nobody knows.
    """

    name: str
    frames: pl.DataFrame
    known: tuple[Lines, ...] | None = None


def comparable(lines: Sequence[str]) -> Lines:
    """Lines as they are compared."""
    return frozenset("".join(line.split()).casefold() for line in lines)


def film(name: str, media: Path) -> Subject:
    """The kept frames of a film."""
    return Subject(name, _sample(media / FILMS[name]))


def demo() -> Subject:
    """The kept frames of the films of the demo, one after another."""
    return Subject("demo films", join([_sample(CHECKOUT / "samples" / name) for name in DEMO]))


def drawn() -> Subject:
    """Titles, lower thirds, tickers and subtitles before a dozen backgrounds: the texts that stand in full."""
    tables: list[pl.DataFrame] = []
    known: list[Lines] = []
    for background in BACKGROUNDS:
        made = make_film(background, SEED)
        tables.append(_kept(made, made.manifest()))
        for time_s in tables[-1]["start_s"]:
            standing = [each.text for each in made.overlays if each.visible[0] <= time_s < each.visible[1]]
            known.append(comparable([line for text in standing for line in text.splitlines()]))
    return Subject("drawn texts", join(tables), tuple(known))


def join(tables: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Frames of films one after another, as of one film."""
    parts: list[pl.DataFrame] = []
    until_s = 0.0
    for table in tables:
        parts.append(table.with_columns(pl.col("start_s") + until_s, pl.col("end_s") + until_s))
        until_s = float(parts[-1]["end_s"][-1])
    return pl.concat(parts)


def _sample(path: Path) -> pl.DataFrame:
    manifest = probe(path, limits=MediaLimits(max_duration_s=1e6))
    return _kept(open_decoder(path, manifest), manifest)


def _kept(decoder: Decoder, manifest: VideoManifest) -> pl.DataFrame:
    return to_table(sample_frames(decoder, manifest, sampling=Sampling()))
