"""Line reader: detects and recognises the lines of text of successive pictures, in reading order.

Detection is the most expensive step and grows with the pixels, so it runs on a small picture first. Recognition comes
next, so a line that has not changed since the picture before is not recognised again:

    picture   detect, short side 512 px     small print? detect again at 736 px
                |
              lines, cut out and level      unchanged since the picture before, and sure? reuse its text
                |
              recognise the rest            text, confidence, upside down
                |
              drop what is no text, sort    `reading_order`
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.ocr.reading_order import (
    Quads,
    bounding_box,
    deskew_boxes,
    dominant_angle,
    sort_for_reading,
    text_directions,
)
from vindex_assets.ocr.text_detection import Box, Edges, Picture, find_unchanged_boxes
from vindex_search.common.text import normalize_text

MIN_CONFIDENCE: Final = 0.5  # of a line; RapidOCR's own default
MIN_CHARACTERS: Final = 2  # letters or digits; rising steam is read as a row of strokes
MIN_IDEOGRAPH_CONFIDENCE: Final = 0.99  # of a lone one: drawn ones have 0.995, false ones of 111 real pictures 0.987
STROKE_IDEOGRAPHS: Final = frozenset("一丨丶丿乙亅二三川十八丁工口")  # what any few lines are read as
UPSIDE_DOWN_LABEL: Final = "180"  # of RapidOCR's direction classifier
DETECTION_SIDE: Final = 512  # pixels of the short side of the picture in which lines are detected
FINE_DETECTION_SIDE: Final = 736  # the same for small print, whose lines run together else; RapidOCR's own default
SMALL_PRINT_PX: Final = 20.0  # height of a line, box and all, at DETECTION_SIDE: letters of 14 have more
MAX_SHIFT_PX: Final = 3.0  # a line that stands still is detected again within so many pixels
MIN_REUSE_CONFIDENCE: Final = 0.9  # a text that is still fading in has less


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text; `box` is x0, y0, x1, y1 as shares of width and height."""

    text: str
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """What RapidOCR recognised in one cut-out line, and whether that was upside down."""

    text: str
    confidence: float
    upside_down: bool


@dataclass(frozen=True, slots=True)
class _ReadPicture:
    """The picture read last: its edges, and its lines with their corners."""

    edges: Edges
    quads: Quads
    lines: tuple[RecognisedLine, ...]


@dataclass(slots=True)
class LineReader:
    """Reads successive pictures with an engine from `rapidocr_engine.open_engine`."""

    engine: Any
    _is_small_print: bool = field(default=False, init=False)
    _previous: _ReadPicture | None = field(default=None, init=False)

    def read(self, image: Picture, edges: Edges) -> list[TextLine]:
        """The lines of text of a picture in reading order.

        Args:
            image: RGB, of shape (height, width, 3).
            edges: Of the same picture, from `detect_edges`.
        """
        quads, cuts = self._detect(image)
        lines = self._recognise(edges, quads, cuts)
        self._previous = _ReadPicture(edges, quads, tuple(lines))
        kept = [place for place, line in enumerate(lines) if is_plausible_text(line.text, line.confidence)]
        return _in_reading_order(quads[kept], [lines[place] for place in kept], image) if kept else []

    def _detect(self, image: Picture) -> tuple[Quads, list[Picture]]:
        """Detect lines, at the finer size where there is small print; the next picture then starts at that size."""
        quads, cuts = _detect_lines(self.engine, image, FINE_DETECTION_SIDE if self._is_small_print else DETECTION_SIDE)
        is_small_print = _has_small_print(quads, image)
        if is_small_print and not self._is_small_print:
            quads, cuts = _detect_lines(self.engine, image, FINE_DETECTION_SIDE)
        self._is_small_print = is_small_print
        return quads, cuts

    def _recognise(self, edges: Edges, quads: Quads, cuts: Sequence[Picture]) -> list[RecognisedLine]:
        """Recognise the lines that are not reused from the picture before."""
        reused = self._reuse(edges, quads)
        changed = [cut for cut, line in zip(cuts, reused, strict=True) if line is None]
        recognised = iter(_recognise_lines(self.engine, changed))
        return [next(recognised) if line is None else line for line in reused]

    def _reuse(self, edges: Edges, quads: Quads) -> list[RecognisedLine | None]:
        """Per line that of the picture before at the same place; None where it changed, moved, or was unsure."""
        previous = self._previous
        if previous is None or previous.edges.shape != edges.shape or not len(quads) or not len(previous.quads):
            return [None] * len(quads)
        shifts = np.abs(quads[:, None] - previous.quads[None]).max(axis=(2, 3))  # (lines, previous lines)
        nearest = shifts.argmin(axis=1)
        unchanged = find_unchanged_boxes(previous.edges, edges, [_relative_box(quad, edges) for quad in quads])
        return [
            previous.lines[place] if is_unchanged and _may_reuse(previous.lines[place], shift) else None
            for place, is_unchanged, shift in zip(nearest, unchanged, shifts.min(axis=1), strict=True)
        ]


def is_plausible_text(text: str, confidence: float) -> bool:
    """Whether a line is text, and no ornament or steam that was taken for it."""
    characters = [character for character in text if character.isalnum()]
    if len(characters) == 1 and _is_ideograph(characters[0]):
        return confidence >= MIN_IDEOGRAPH_CONFIDENCE and characters[0] not in STROKE_IDEOGRAPHS
    return confidence >= MIN_CONFIDENCE and len(characters) >= MIN_CHARACTERS


def _is_ideograph(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK UNIFIED IDEOGRAPH")


def _may_reuse(line: RecognisedLine, shift_px: float) -> bool:
    return shift_px <= MAX_SHIFT_PX and line.confidence >= MIN_REUSE_CONFIDENCE


def _in_reading_order(quads: Quads, lines: Sequence[RecognisedLine], image: Picture) -> list[TextLine]:
    height, width = image.shape[:2]
    angle = dominant_angle(text_directions(quads, [line.upside_down for line in lines]))
    order = sort_for_reading(deskew_boxes(quads, angle, width=width, height=height))
    return [TextLine(lines[place].text, lines[place].confidence, _relative_box(quads[place], image)) for place in order]


def _relative_box(quad: npt.NDArray[Any], picture: npt.NDArray[Any]) -> Box:
    """The box round four corners in pixels, as shares of the picture's width and height."""
    height, width = picture.shape[:2]
    return bounding_box(np.clip(quad / (width, height), 0, 1))


def _has_small_print(quads: Quads, image: Picture) -> bool:
    """Whether a line is so low that it may be two that run together."""
    heights = np.linalg.norm(quads[:, [1, 3]] - quads[:, :1], axis=2).min(axis=1)
    return bool((heights * DETECTION_SIDE / min(image.shape[:2]) < SMALL_PRINT_PX).any())


def _detect_lines(engine: Any, image: Picture, side: int) -> tuple[Quads, list[Picture]]:
    """Corners of the lines in pixels, of shape (lines, 4, 2), and each line cut out and level."""
    from rapidocr.main import RapidOCRError
    from rapidocr.utils.process_img import map_boxes_to_original

    prepared, scaling = engine.preprocess_img(np.ascontiguousarray(image[:, :, ::-1]))
    engine._load_det_model().limit_side_len = side  # RapidOCR has it as a setting of the engine, not of a call
    try:
        cuts, detected = engine.detect_and_crop(prepared, scaling)
    except RapidOCRError:  # raised where there is no line
        return np.zeros((0, 4, 2), np.float32), []
    return map_boxes_to_original(detected.boxes, scaling, *image.shape[:2]), cuts


def _recognise_lines(engine: Any, cuts: Sequence[Picture]) -> list[RecognisedLine]:
    """The text of each cut-out line, turned upright first."""
    if not cuts:
        return []
    upright, directions = engine.cls_and_rotate(list(cuts))
    recognised = engine.recognize_txt(upright)
    threshold = engine.text_cls.cls_thresh
    return [
        RecognisedLine(
            text=normalize_text(text),
            confidence=round(float(score), 4),
            upside_down=label == UPSIDE_DOWN_LABEL and certainty > threshold,
        )
        for text, score, (label, certainty) in zip(recognised.txts, recognised.scores, directions.cls_res, strict=True)
    ]
