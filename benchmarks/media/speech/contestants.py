"""Recognisers side by side: those of the model sets, the stand-in, and faster-whisper's own batched pipeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.media.speech.references import joined_text
from vindex_assets.speech.factory import open_recogniser
from vindex_assets.speech.hallucination_filter import drop_hallucinations, measure_loudness
from vindex_assets.speech.pocketsphinx import PocketSphinxRecogniser
from vindex_assets.speech.resumable import transcribe_resumable
from vindex_assets.speech.segments import Recogniser
from vindex_assets.speech.whisper.cpu_share import available_cores
from vindex_assets.speech.whisper.recogniser import MAX_BATCH
from vindex_search.models.cache import device
from vindex_search.models.catalogue import WHISPER_BASE, model_set
from vindex_search.models.weights import WeightsLocator
from vindex_search.passages.segments import Segment, Word

OFFLINE: Final = "offline (Whisper base)"
FASTER_WHISPER: Final = "faster-whisper, batched"

Contestant = Callable[[Path], list[Segment]]


def vindex(recogniser: Recogniser) -> Contestant:
    """As the asset `transcript` does it, on `audio.flac`."""

    def transcribe(audio: Path) -> list[Segment]:
        segments = transcribe_resumable(recogniser, audio, save_progress=lambda *_: None, progress=lambda _: None)
        return list(drop_hallucinations(segments, measure_loudness(audio)).segments)

    return transcribe


def faster_whisper_batched() -> Contestant:
    """The pipeline of the library below WhisperX, on the same weights, threads and batch, with word times."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    folder, threads = WeightsLocator().locate(WHISPER_BASE), available_cores()
    pipeline = BatchedInferencePipeline(WhisperModel(str(folder), compute_type="int8", cpu_threads=threads))

    def transcribe(audio: Path) -> list[Segment]:
        found, info = pipeline.transcribe(str(audio), batch_size=MAX_BATCH[device()], word_timestamps=True)
        return [_segment(each, info.language) for each in found]

    return transcribe


def _segment(found: Any, language: str) -> Segment:
    words = tuple(Word(word.word.strip(), word.start, word.end, word.probability) for word in found.words)
    return Segment(found.start, found.end, found.text.strip(), "asr", language, words=words)


CONTESTANTS: Final[Mapping[str, Callable[[], Contestant]]] = {
    "PocketSphinx": lambda: vindex(PocketSphinxRecogniser()),
    OFFLINE: lambda: vindex(open_recogniser(model_set("offline"), WeightsLocator())),
    FASTER_WHISPER: faster_whisper_batched,
    "standard": lambda: vindex(open_recogniser(model_set("standard"), WeightsLocator())),
}


def prepare(name: str, warm_up: str) -> Callable[[str], str]:
    """A contestant that has heard a short file, for `harness.worker`: it gives the text of a file."""
    transcribe = CONTESTANTS[name]()
    transcribe(Path(warm_up))
    return lambda audio: joined_text(transcribe(Path(audio)))
