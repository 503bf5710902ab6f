"""What is written on the screen: RapidOCR over the kept frames, one row for as long as a text stands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.text.presence import Box, Edges, edges, is_unchanged, may_hold_text

if TYPE_CHECKING:
    import polars as pl

LEAST_CONFIDENCE: Final = 0.5  # of a line; RapidOCR's own default
LEAST_LETTERS: Final = 2  # letters or figures: rising steam is read as a row of strokes
THREADS: Final = 2
COLUMN_GAP: Final = 0.04  # of the width: a gap that runs through several lines separates columns


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `box` is x0, y0, x1, y1 as shares of width and height."""

    text: str
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class ScreenText:
    """The text of a frame, for as long as it stands."""

    frame_index: int
    start_s: float
    end_s: float
    text: str
    confidence: float
    box: Box


def read_frames(frames: Iterable[pl.DataFrame], *, progress: Callable[[float], None] | None = None) -> pl.DataFrame:
    """Rows of SCREEN_TEXT_SCHEMA for a table of FRAMES_SCHEMA.

    Args:
        frames: The kept frames, in order and in batches of any size.
        progress: Called with the second up to which the video is read, after each frame.
    """
    import polars as pl

    from vindex_search.schemas import SCREEN_TEXT_SCHEMA

    found: list[ScreenText] = []
    read: tuple[Edges, list[Line]] | None = None
    for frame in (row for batch in frames for row in batch.iter_rows(named=True)):
        image = _decode(frame["jpeg"])
        now = edges(image)
        if read is None or not is_unchanged(read[0], now, [line.box for line in read[1]]):
            read = now, read_picture(image) if may_hold_text(now) else []
        lines = read[1]
        if lines:
            found.append(_screen_text(frame, lines))
        if progress:
            progress(frame["end_s"])
    rows = [{name: getattr(row, name) for name in SCREEN_TEXT_SCHEMA} for row in merged(found)]
    return pl.DataFrame(rows, schema=SCREEN_TEXT_SCHEMA)


def read_picture(image: npt.NDArray[np.uint8]) -> list[Line]:
    """Lines of text of an RGB picture of shape (height, width, 3), in reading order."""
    found = _engine()(image[:, :, ::-1])
    if found.txts is None or found.boxes is None:
        return []
    height, width = image.shape[:2]
    lines = [
        Line(" ".join(text.split()), round(float(score), 4), _box(points, width, height))
        for text, score, points in zip(found.txts, found.scores, found.boxes, strict=True)
        if score >= LEAST_CONFIDENCE and sum(letter.isalnum() for letter in text) >= LEAST_LETTERS
    ]
    return in_reading_order(lines)


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Lines as a reader takes them: column by column, under a title that spans them, else row by row.

    Source: the recursive X-Y cut, Nagy and Seth, "Hierarchical representation of optically scanned documents", 1984.
    """
    for cut in (_at_column_gap, _below_title):
        parts = cut(lines)
        if parts:
            return [line for part in parts for line in in_reading_order(part)]
    return [line for row in _rows(lines) for line in sorted(row, key=lambda line: line.box[0])]


def _at_column_gap(lines: Sequence[Line]) -> tuple[list[Line], list[Line]] | None:
    """Split at a vertical gap with at least two lines on either side of it."""
    by_left = sorted(lines, key=lambda line: line.box[0])
    for place in range(2, len(by_left) - 1):
        left, right = by_left[:place], by_left[place:]
        if right[0].box[0] - max(line.box[2] for line in left) > COLUMN_GAP:
            return left, right
    return None


def _below_title(lines: Sequence[Line]) -> tuple[list[Line], list[Line]] | None:
    """Split below the rows at the top that stand over a gap between columns, where there is such a gap."""
    rows = list(_rows(lines))
    for place in range(1, len(rows) - 1):
        below = [line for row in rows[place:] for line in row]
        if _at_column_gap(below):
            return [line for row in rows[:place] for line in row], below
    return None


def _rows(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines side by side, from top to bottom: those whose middle lies within the height of the first of a row."""
    row: list[Line] = []
    for line in sorted(lines, key=_middle):
        if row and _middle(line) > row[0].box[3]:
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _middle(line: Line) -> float:
    return (line.box[1] + line.box[3]) / 2


def merged(found: Sequence[ScreenText]) -> list[ScreenText]:
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


def _screen_text(frame: dict[str, Any], lines: Sequence[Line]) -> ScreenText:
    boxes = np.array([line.box for line in lines])
    box = (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
    confidence = sum(line.confidence for line in lines) / len(lines)
    text = "\n".join(line.text for line in lines)
    return ScreenText(frame["frame_index"], frame["start_s"], frame["end_s"], text, round(confidence, 4), box)


def _box(points: Any, width: int, height: int) -> Box:
    x, y = np.clip(points[:, 0] / width, 0, 1), np.clip(points[:, 1] / height, 0, 1)
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _decode(jpeg: bytes) -> npt.NDArray[np.uint8]:
    import io

    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB"))


@cache
def _engine() -> Any:
    """One engine a process, its models those inside the package: a file that is absent is an error, not a download."""
    import rapidocr

    models = Path(os.fspath(rapidocr.__file__)).parent / "models"
    paths = {
        "Det": models / "PP-OCRv6_det_small.onnx",
        "Rec": models / "PP-OCRv6_rec_small.onnx",
        "Cls": models / "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    }
    absent = [str(path) for path in paths.values() if not path.is_file()]
    if absent:
        raise LookupError(f"the package rapidocr lacks its model {absent[0]}; install it again: make setup")
    return rapidocr.RapidOCR(
        params={
            **{f"{part}.model_path": str(path) for part, path in paths.items()},
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
        }
    )
