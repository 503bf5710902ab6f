"""What is written on the screen: RapidOCR over the kept frames, one row for as long as a text stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from vindex_assets.ocr.line_reader import LineReader, TextLine
from vindex_assets.ocr.text_detection import Box, Edges, detect_edges, is_text_unchanged, may_contain_text

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class ScreenText:
    """The text of a frame, for as long as it stands."""

    frame_index: int
    start_s: float
    end_s: float
    text: str
    confidence: float
    box: Box


def read_screen_text(
    frames: Iterable[pl.DataFrame], engine: Any, *, progress: Callable[[float], None] | None = None
) -> pl.DataFrame:
    """Rows of SCREEN_TEXT_SCHEMA for a table of FRAMES_SCHEMA.

    Args:
        frames: The kept frames, in order and in batches of any size.
        engine: Of `engines.engine`.
        progress: Called with the second up to which the video is read, after each frame.
    """
    import polars as pl

    from vindex_search.contract.tables import SCREEN_TEXT_SCHEMA

    found: list[ScreenText] = []
    reader = LineReader(engine)
    read: tuple[Edges, list[TextLine]] | None = None
    for frame in (row for batch in frames for row in batch.iter_rows(named=True)):
        image = decode_jpeg(frame["jpeg"])
        now = detect_edges(image)
        if read is None or not is_text_unchanged(read[0], now, [line.box for line in read[1]]):
            read = now, reader.read(image, now) if may_contain_text(now) else []
        lines = read[1]
        if lines:
            found.append(_screen_text(frame, lines))
        if progress:
            progress(frame["end_s"])
    rows = [{name: getattr(row, name) for name in SCREEN_TEXT_SCHEMA} for row in merge_repeated_texts(found)]
    return pl.DataFrame(rows, schema=SCREEN_TEXT_SCHEMA)


def merge_repeated_texts(found: Sequence[ScreenText]) -> list[ScreenText]:
    """Texts of neighbouring frames that are the same but for spaces and case, as one with the whole time."""
    rows: list[ScreenText] = []
    for text in found:
        if rows and _key(rows[-1].text) == _key(text.text) and text.start_s <= rows[-1].end_s + 1e-3:
            rows[-1] = replace(rows[-1], end_s=text.end_s)
        else:
            rows.append(text)
    return rows


def _key(text: str) -> str:
    return "".join(text.split()).casefold()


def _screen_text(frame: dict[str, Any], lines: Sequence[TextLine]) -> ScreenText:
    boxes = np.array([line.box for line in lines])
    box = (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
    confidence = sum(line.confidence for line in lines) / len(lines)
    text = "\n".join(line.text for line in lines)
    return ScreenText(frame["frame_index"], frame["start_s"], frame["end_s"], text, round(confidence, 4), box)


def decode_jpeg(jpeg: bytes) -> npt.NDArray[np.uint8]:
    """A kept frame as an RGB picture of shape (height, width, 3)."""
    import io

    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB"))
