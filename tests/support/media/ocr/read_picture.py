"""The lines of text of one picture alone."""

from __future__ import annotations

from typing import Any

from vindex_assets.ocr.line_reader import LineReader, TextLine
from vindex_assets.ocr.text_detection import Picture, detect_edges


def read_picture(image: Picture, engine: Any) -> list[TextLine]:
    """Lines of text of an RGB picture of shape (height, width, 3), in reading order."""
    return LineReader(engine).read(image, detect_edges(image))
