"""The text of one picture: where it is, what it says, in the order that a reader takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from vindex_assets.text.layout import Quads, common_angle, directions, enclosing, in_reading_order, turned_upright
from vindex_assets.text.presence import Box, Picture

LEAST_CONFIDENCE: Final = 0.5  # of a line; RapidOCR's own default
LEAST_LETTERS: Final = 2  # letters or figures: rising steam is read as a row of strokes
TURNED: Final = "180"  # the classifier's label of what stands on its head


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `box` is x0, y0, x1, y1 as shares of width and height."""

    text: str
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class Reading:
    """What RapidOCR makes of one line that it cut out, and whether it stood on its head."""

    text: str
    confidence: float
    upside_down: bool


def read_picture(image: Picture, engine: Any) -> list[Line]:
    """Lines of text of an RGB picture of shape (height, width, 3), in reading order.

    Args:
        image: The picture.
        engine: Of `engines.engine`.
    """
    quads, cuts = _found(engine, image)
    readings = _read(engine, cuts)
    kept = [place for place, reading in enumerate(readings) if is_text(reading.text, reading.confidence)]
    return _in_order(quads[kept], [readings[place] for place in kept], image) if kept else []


def is_text(text: str, confidence: float) -> bool:
    """Whether a line is one, and no ornament or steam that was taken for one."""
    return confidence >= LEAST_CONFIDENCE and sum(letter.isalnum() for letter in text) >= LEAST_LETTERS


def _in_order(quads: Quads, readings: Sequence[Reading], image: Picture) -> list[Line]:
    height, width = image.shape[:2]
    angle = common_angle(directions(quads, [reading.upside_down for reading in readings]))
    order = in_reading_order(turned_upright(quads, angle, width=width, height=height))
    boxes = [enclosing(np.clip(corners / (width, height), 0, 1)) for corners in quads]
    return [Line(readings[place].text, readings[place].confidence, boxes[place]) for place in order]


def _found(engine: Any, image: Picture) -> tuple[Quads, list[Picture]]:
    """Corners of the lines in pixels, of shape (lines, 4, 2), and each line cut out and level."""
    from rapidocr.main import RapidOCRError
    from rapidocr.utils.process_img import map_boxes_to_original

    prepared, scaling = engine.preprocess_img(np.ascontiguousarray(image[:, :, ::-1]))
    try:
        cuts, found = engine.detect_and_crop(prepared, scaling)
    except RapidOCRError:  # its way to say that there is no line
        return np.zeros((0, 4, 2), np.float32), []
    return map_boxes_to_original(found.boxes, scaling, *image.shape[:2]), cuts


def _read(engine: Any, cuts: Sequence[Picture]) -> list[Reading]:
    if not cuts:
        return []
    level, turned = engine.cls_and_rotate(list(cuts))
    read = engine.recognize_txt(level)
    return [
        Reading(" ".join(text.split()), round(float(score), 4), label == TURNED and sure > engine.text_cls.cls_thresh)
        for text, score, (label, sure) in zip(read.txts, read.scores, turned.cls_res, strict=True)
    ]
