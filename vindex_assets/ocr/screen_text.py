"""Screen text: OCR over the kept frames, one row for as long as the same text is on screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.ocr.line_reader import LineReader, TextLine
from vindex_assets.ocr.text_detection import Box, Edges, Picture, detect_edges, is_text_unchanged, may_contain_text

if TYPE_CHECKING:
    import polars as pl

MAX_GAP_S: Final = 1e-3  # between rows of the same text that are one


@dataclass(frozen=True, slots=True)
class ScreenText:
    """The text of a frame, for as long as it is on screen."""

    frame_index: int
    start_s: float
    end_s: float
    text: str
    confidence: float
    box: Box


@dataclass(slots=True)
class _FrameReader:
    """Reads successive frames, and runs OCR only where the text may have changed."""

    reader: LineReader
    _edges: Edges | None = field(default=None, init=False)
    _lines: list[TextLine] = field(default_factory=list, init=False)

    def read(self, image: Picture) -> list[TextLine]:
        edges = detect_edges(image)
        boxes = [line.box for line in self._lines]
        if self._edges is None or not is_text_unchanged(self._edges, edges, boxes):
            self._edges = edges
            self._lines = self.reader.read(image, edges) if may_contain_text(edges) else []
        return self._lines


def read_screen_text(
    frames: Iterable[pl.DataFrame], engine: Any, *, progress: Callable[[float], None] | None = None
) -> pl.DataFrame:
    """The text of kept frames as a table of SCREEN_TEXT_SCHEMA.

    Args:
        frames: Tables of FRAMES_SCHEMA in order, in batches of any size.
        engine: From `rapidocr_engine.open_engine`.
        progress: Called after each frame with the second up to which the video is read.
    """
    import polars as pl

    from vindex_search.contract.tables import SCREEN_TEXT_SCHEMA

    reader = _FrameReader(LineReader(engine))
    texts: list[ScreenText] = []
    for frame in (row for batch in frames for row in batch.iter_rows(named=True)):
        lines = reader.read(decode_jpeg(frame["jpeg"]))
        if lines:
            texts.append(_screen_text(frame, lines))
        if progress:
            progress(frame["end_s"])
    rows = [{name: getattr(text, name) for name in SCREEN_TEXT_SCHEMA} for text in merge_repeated_texts(texts)]
    return pl.DataFrame(rows, schema=SCREEN_TEXT_SCHEMA)


def merge_repeated_texts(texts: Sequence[ScreenText]) -> list[ScreenText]:
    """Texts with those of successive frames merged that differ in nothing but spaces and case."""
    merged: list[ScreenText] = []
    for text in texts:
        if merged and _is_same_text(merged[-1], text):
            merged[-1] = replace(merged[-1], end_s=text.end_s)
        else:
            merged.append(text)
    return merged


def _is_same_text(before: ScreenText, after: ScreenText) -> bool:
    is_adjacent = after.start_s <= before.end_s + MAX_GAP_S
    return is_adjacent and _comparison_key(before.text) == _comparison_key(after.text)


def _comparison_key(text: str) -> str:
    return "".join(text.split()).casefold()


def _screen_text(frame: dict[str, Any], lines: Sequence[TextLine]) -> ScreenText:
    """The lines of a frame as one text, with their mean confidence and the box round all of them."""
    boxes = np.array([line.box for line in lines])
    return ScreenText(
        frame_index=frame["frame_index"],
        start_s=frame["start_s"],
        end_s=frame["end_s"],
        text="\n".join(line.text for line in lines),
        confidence=round(sum(line.confidence for line in lines) / len(lines), 4),
        box=(*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()),
    )


def decode_jpeg(jpeg: bytes) -> npt.NDArray[np.uint8]:
    """A kept frame as an RGB picture of shape (height, width, 3)."""
    import io

    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(jpeg), formats=["JPEG"]).convert("RGB"))
