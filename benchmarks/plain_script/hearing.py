"""Speech: faster-whisper's batched pipeline on the weights, the number format and the batch that vindex uses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import av
from faster_whisper import BatchedInferencePipeline, WhisperModel

from vindex_search.models.catalogue import WHISPER_BASE
from vindex_search.models.weights import WeightsLocator

BATCH: Final = 4
PASSAGE_S: Final = 30.0

Passage = tuple[float, float, str]


class Recogniser:
    """Whisper, loaded once."""

    def __init__(self) -> None:
        folder = str(WeightsLocator().locate(WHISPER_BASE))
        model = WhisperModel(folder, compute_type="int8", cpu_threads=len(os.sched_getaffinity(0)))
        self._pipeline = BatchedInferencePipeline(model)

    def passages(self, film: Path) -> Iterator[Passage]:
        """Start, end and text of passages of about half a minute; none where there is no sound."""
        if not _has_sound(film):
            return
        segments, _ = self._pipeline.transcribe(str(film), batch_size=BATCH, word_timestamps=True)
        texts: list[str] = []
        start_s = end_s = 0.0
        for segment in segments:
            if texts and segment.end - start_s > PASSAGE_S:
                yield start_s, end_s, " ".join(texts)
                texts = []
            start_s, end_s = start_s if texts else segment.start, segment.end
            texts.append(segment.text.strip())
        if texts:
            yield start_s, end_s, " ".join(texts)


def _has_sound(film: Path) -> bool:
    with av.open(str(film)) as container:
        return bool(container.streams.audio)
