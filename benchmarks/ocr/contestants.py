"""Readers of the kept frames of a film: ours, and RapidOCR with its defaults on every frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from benchmarks.harness.sample import OURS
from vindex_assets.ocr.line_reader import is_plausible_text
from vindex_assets.ocr.rapidocr_engine import open_engine
from vindex_assets.ocr.screen_text import decode_jpeg, read_screen_text

RAPIDOCR: Final = "RapidOCR"

Read = Callable[[pl.DataFrame], list[list[str]]]
"""The lines of each of the frames in a table of FRAMES_SCHEMA."""


def vindex() -> Read:
    """As the asset `screen_text` does it."""
    engine = open_engine()

    def read(frames: pl.DataFrame) -> list[list[str]]:
        rows = read_screen_text([frames], engine).select("start_s", "end_s", "text").rows()
        return [
            [line for start_s, end_s, text in rows if start_s <= time_s < end_s for line in text.splitlines()]
            for time_s in frames["start_s"]
        ]

    return read


def rapidocr() -> Read:
    """RapidOCR's own call, frame by frame; of what it reads the same counts as text as of ours."""
    from rapidocr import RapidOCR

    engine: Any = RapidOCR(params={"Global.log_level": "error"})

    def lines(jpeg: bytes) -> list[str]:
        found = engine(np.ascontiguousarray(decode_jpeg(jpeg)[:, :, ::-1]))
        scored = zip(found.txts or (), found.scores or (), strict=True)
        return [text for text, score in scored if is_plausible_text(text, score)]

    return lambda frames: [lines(jpeg) for jpeg in frames["jpeg"]]


CONTESTANTS: Final[Mapping[str, Callable[[], Read]]] = {OURS: vindex, RAPIDOCR: rapidocr}


def prepare(name: str, warm_up: str) -> Callable[[str], list[list[str]]]:
    """A contestant that has read one film, for `harness.worker`: it reads a file of frames."""
    read = CONTESTANTS[name]()
    read(pl.read_parquet(warm_up).head(1))
    return lambda file: read(pl.read_parquet(Path(file)))
