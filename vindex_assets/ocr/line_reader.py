"""The text of pictures that follow one another: where it is, what it says, in the order that a reader takes it.

Finding lines is the dearest step and grows with the pixels, so they are looked for in a small picture first; reading
them is the next, so a line that stands where it stood is not read again.
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
from vindex_assets.ocr.text_detection import Box, Edges, Picture, detect_edges, find_unchanged_boxes
from vindex_search.common.text import normalize_text

LEAST_CONFIDENCE: Final = 0.5  # of a line; RapidOCR's own default
LEAST_LETTERS: Final = 2  # letters or figures: rising steam is read as a row of strokes; but for a sure ideograph
SURE_ALONE: Final = 0.99  # confidence of a lone ideograph: drawn ones have 0.995, false ones of 111 real pictures 0.987
MERE_STROKES: Final = frozenset("一丨丶丿乙亅二三川十八丁工口")  # ideographs that any few lines are read as
TURNED: Final = "180"  # the classifier's label of what stands on its head
DETECTION_SIDE: Final = 512  # pixels of the short side of the picture in which lines are looked for
FINE_DETECTION_SIDE: Final = (
    736  # the same for small print, whose lines run into each other else; RapidOCR's own default
)
SMALL_PRINT: Final = 20.0  # pixels high, box and all, at SIDE: letters of 14 have more
JITTER: Final = 3.0  # pixels: a line that stands still is found again within so many
SURE: Final = 0.9  # confidence from which a reading is used again: a text that is still fading in has less


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text; `box` is x0, y0, x1, y1 as shares of width and height."""

    text: str
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """What RapidOCR makes of one line that it cut out, and whether it stood on its head."""

    text: str
    confidence: float
    upside_down: bool


@dataclass(slots=True)
class LineReader:
    """Reads pictures that follow one another.

    `engine` is one of `engines.engine`.
    """

    engine: Any
    _close: bool = field(default=False, init=False)
    _before: tuple[Edges, Quads, list[RecognisedLine]] | None = field(default=None, init=False)

    def read(self, image: Picture, now: Edges) -> list[TextLine]:
        """Lines of text of an RGB picture of shape (height, width, 3) with these steps, in reading order."""
        quads, cuts = self._found(image)
        readings = self._read(now, quads, cuts)
        self._before = now, quads, readings
        kept = [place for place, reading in enumerate(readings) if is_plausible_text(reading.text, reading.confidence)]
        return _in_order(quads[kept], [readings[place] for place in kept], image) if kept else []

    def _found(self, image: Picture) -> tuple[Quads, list[Picture]]:
        """Lines as they are found near enough; where there was small print, the next picture is looked at close."""
        found = _found(self.engine, image, FINE_DETECTION_SIDE if self._close else DETECTION_SIDE)
        small = _has_small_print(found[0], image)
        if small and not self._close:
            found = _found(self.engine, image, FINE_DETECTION_SIDE)
        self._close = small
        return found

    def _read(self, now: Edges, quads: Quads, cuts: Sequence[Picture]) -> list[RecognisedLine]:
        known = self._known(now, quads)
        new = iter(_read(self.engine, [cut for cut, reading in zip(cuts, known, strict=True) if reading is None]))
        return [next(new) if reading is None else reading for reading in known]

    def _known(self, now: Edges, quads: Quads) -> list[RecognisedLine | None]:
        """What is known of each line from the picture before: its reading, where no stroke in it came or went."""
        if self._before is None or self._before[0].shape != now.shape or not len(quads) or not len(self._before[1]):
            return [None] * len(quads)
        before, places, readings = self._before
        apart = np.abs(quads[:, None] - places[None]).max(axis=(2, 3))
        nearest = apart.argmin(axis=1)
        stand = find_unchanged_boxes(before, now, [_shares(corners, now) for corners in quads])
        return [
            readings[near] if stands and away <= JITTER and readings[near].confidence >= SURE else None
            for near, stands, away in zip(nearest, stand, apart.min(axis=1), strict=True)
        ]


def read_picture(image: Picture, engine: Any) -> list[TextLine]:
    """Lines of text of one RGB picture of shape (height, width, 3), in reading order."""
    return LineReader(engine).read(image, detect_edges(image))


def is_plausible_text(text: str, confidence: float) -> bool:
    """Whether a line is one, and no ornament or steam that was taken for one."""
    letters = [letter for letter in text if letter.isalnum()]
    if len(letters) == 1 and _is_ideograph(letters[0]):
        return confidence >= SURE_ALONE and letters[0] not in MERE_STROKES
    return confidence >= LEAST_CONFIDENCE and len(letters) >= LEAST_LETTERS


def _is_ideograph(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("CJK UNIFIED IDEOGRAPH")


def _in_order(quads: Quads, readings: Sequence[RecognisedLine], image: Picture) -> list[TextLine]:
    height, width = image.shape[:2]
    angle = dominant_angle(text_directions(quads, [reading.upside_down for reading in readings]))
    order = sort_for_reading(deskew_boxes(quads, angle, width=width, height=height))
    return [TextLine(readings[at].text, readings[at].confidence, _shares(quads[at], image)) for at in order]


def _shares(corners: npt.NDArray[Any], picture: npt.NDArray[Any]) -> Box:
    height, width = picture.shape[:2]
    return bounding_box(np.clip(corners / (width, height), 0, 1))


def _has_small_print(quads: Quads, image: Picture) -> bool:
    sides = np.linalg.norm(quads[:, [1, 3]] - quads[:, :1], axis=2).min(axis=1)
    return bool((sides * DETECTION_SIDE / min(image.shape[:2]) < SMALL_PRINT).any())


def _found(engine: Any, image: Picture, side: int) -> tuple[Quads, list[Picture]]:
    """Corners of the lines in pixels, of shape (lines, 4, 2), and each line cut out and level."""
    from rapidocr.main import RapidOCRError
    from rapidocr.utils.process_img import map_boxes_to_original

    prepared, scaling = engine.preprocess_img(np.ascontiguousarray(image[:, :, ::-1]))
    engine._load_det_model().limit_side_len = side  # RapidOCR has it as a setting of the engine, not of a call
    try:
        cuts, found = engine.detect_and_crop(prepared, scaling)
    except RapidOCRError:  # its way to say that there is no line
        return np.zeros((0, 4, 2), np.float32), []
    return map_boxes_to_original(found.boxes, scaling, *image.shape[:2]), cuts


def _read(engine: Any, cuts: Sequence[Picture]) -> list[RecognisedLine]:
    if not cuts:
        return []
    level, turned = engine.cls_and_rotate(list(cuts))
    read = engine.recognize_txt(level)
    return [
        RecognisedLine(
            normalize_text(text), round(float(score), 4), label == TURNED and sure > engine.text_cls.cls_thresh
        )
        for text, score, (label, sure) in zip(read.txts, read.scores, turned.cls_res, strict=True)
    ]
