"""The real RapidOCR engine, whose answers a test alters: lines overlooked, boxes moved, another confidence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np


@dataclass(slots=True)
class AlteredEngine:
    """Answers as `engine` does but for the fields that are set.

    Attributes:
        engine: From `rapidocr_engine.open_engine`.
        lines: How many of the detected lines it sees, from the top of the picture.
        shift_px: Pixels by which it sees each line further to the right.
        confidence: Of every line that it recognises.
        recognised: How many lines it was asked to recognise.
        answers: What `engine` said, by what it was asked: it is asked once.
    """

    engine: Any
    lines: int | None = None
    shift_px: float = 0.0
    confidence: float | None = None
    recognised: int = 0
    answers: dict[Any, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def detect_and_crop(self, image: Any, scaling: Any) -> Any:
        """The lines of a picture, cut out, and their corners."""
        question = image.tobytes(), self.engine.text_det.limit_side_len
        if question not in self.answers:
            self.answers[question] = self.engine.detect_and_crop(image, scaling)
        cuts, detected = self.answers[question]
        seen = np.argsort(detected.boxes[:, 0, 1])[: self.lines]
        boxes = detected.boxes[seen] + np.array([self.shift_px, 0], detected.boxes.dtype)
        return [cuts[place] for place in seen], replace(detected, boxes=boxes)

    def recognize_txt(self, cuts: Any) -> Any:
        """The text of each cut-out line, with its confidence."""
        self.recognised += len(cuts)
        question = tuple(cut.tobytes() for cut in cuts)
        if question not in self.answers:
            self.answers[question] = self.engine.recognize_txt(cuts)
        found = self.answers[question]
        return found if self.confidence is None else replace(found, scores=[self.confidence] * len(found.scores))
