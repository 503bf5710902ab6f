"""Speech recognition with WhisperX: voice activity detection, batched Whisper, word alignment.

Nothing leaves the machine and nothing is downloaded: the voice activity model comes inside WhisperX's package, Whisper
and the alignment models from local folders; `lazy_imports` sees to telemetry and to nltk's data file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.failures import Permanent
from vindex_assets.speech import lazy_imports
from vindex_assets.speech.pcm import SAMPLE_RATE, read_samples
from vindex_assets.speech.segments import Progress, Segment, Word, interpolate_words, spread_words
from vindex_search.models.batching import TooLittleMemory, batch_size_for, retry_with_smaller_batches
from vindex_search.models.cache import MODEL_CACHE, ModelKey, device, parameter_bytes

# On a CPU four windows were as fast as sixteen and take half a gigabyte less (measured with a model as large as small).
MAX_BATCH: Final = {"cuda": 16, "cpu": 4}
# Of half a minute of sound in the larger model: attention of its encoder and keys of its decoder for five beams, by
# their shapes some 300 MiB.
BYTES_PER_WINDOW: Final = 400 * 2**20
MAX_LANGUAGE_SPANS: Final = 4  # half minutes of speech whose language is detected where the first is not sure
SURE_LANGUAGE: Final = 0.8  # probability of a language from which on no other span is needed
COMPUTE_TYPE: Final = {"cuda": "float16", "cpu": "int8"}
WHISPER_BYTES: Final = 2 * 2**30  # CTranslate2 does not tell; the larger of the two models in float16

Samples = npt.NDArray[np.float32]
RawSegment = dict[str, Any]
"""A segment as WhisperX has it: `text`, `start`, `end`, `avg_logprob` and, once aligned, `words`."""


class WhisperXRecogniser:
    """Transcribes with a local Whisper, and aligns words where there is a model for the language.

    `notes` says which word times are estimated, and why.

    Args:
        model_dir: A Whisper model as CTranslate2 stores it.
        align_dirs: By ISO 639-1 code, a wav2vec2 model as transformers stores it.
    """

    name = "whisperx"

    def __init__(self, model_dir: Path, *, align_dirs: Mapping[str, Path]) -> None:
        self._model_dir = model_dir
        self._align_dirs = align_dirs
        self.notes: tuple[str, ...] = ()

    def transcribe(self, audio: Path, *, language: str | None, progress: Progress | None) -> list[Segment]:
        """Transcribe a file; returns its sentences in order.

        Raises:
            Permanent: the device's memory does not hold even one window of this sound.
        """
        samples = read_samples(audio)
        if not len(samples):
            return []
        result = self._recognise(samples, language, progress)
        return [segment for raw in result["segments"] for segment in self._align(raw, result["language"], samples)]

    def _recognise(self, samples: Samples, language: str | None, progress: Progress | None) -> dict[str, Any]:
        """WhisperX's result: `segments` and `language`; batches are as large as the memory allows."""
        pipeline = self._pipeline()
        callback = _percent_callback(progress, len(samples) / SAMPLE_RATE) if progress else None
        spoken = language or _detect_language(pipeline, samples)

        def run(batch: int) -> dict[str, Any]:
            return _transcribe(pipeline, samples, batch_size=batch, language=spoken, progress_callback=callback)

        batch = batch_size_for(bytes_each=BYTES_PER_WINDOW, largest=MAX_BATCH[device()])
        try:
            return retry_with_smaller_batches(run, batch=batch)
        except TooLittleMemory as error:
            raise Permanent("the device's memory does not hold even one window of this audio") from error

    def _pipeline(self) -> Any:
        key = ModelKey(str(self._model_dir), "local", device(), COMPUTE_TYPE[device()])
        return MODEL_CACHE.get(key, lambda: _load_whisper(self._model_dir), size=lambda _: WHISPER_BYTES)

    def _align(self, raw: RawSegment, language: str, samples: Samples) -> list[Segment]:
        """The aligned sentences of a window; where it cannot be aligned, the window with estimated word times."""
        folder = self._align_dirs.get(language)
        if folder is None:
            self._add_note(f"no alignment model for language {language!r}: word times are estimated")
            return _unaligned_segments(raw, language)
        try:
            sentences = _align_window(_load_aligner(language, folder), raw, samples)
        except (RuntimeError, IndexError):  # too little memory, or text that does not fit into its window
            sentences = []
        if not any(sentence["words"] for sentence in sentences):
            self._add_note("a window could not be aligned: its word times are estimated")
            return _unaligned_segments(raw, language)
        return [_segment(sentence, language) for sentence in sentences if sentence["text"].strip()]

    def _add_note(self, note: str) -> None:
        if note not in self.notes:
            self.notes = (*self.notes, note)


def _percent_callback(progress: Progress, duration_s: float) -> Progress:
    """WhisperX's per cent as seconds of sound; never backwards, though a smaller batch begins again at nought."""
    furthest_s = 0.0

    def report(percent: float) -> None:
        nonlocal furthest_s
        furthest_s = max(furthest_s, percent / 100 * duration_s)
        progress(furthest_s)

    return report


def _unaligned_segments(raw: RawSegment, language: str) -> list[Segment]:
    segment = _segment({**raw, "words": []}, language)
    return [segment] if segment.text else []


def _segment(raw: RawSegment, language: str) -> Segment:
    """A segment; its confidence is the mean probability of Whisper's tokens, untimed words are interpolated."""
    start_s, end_s, text = float(raw["start"]), float(raw["end"]), raw["text"].strip()
    confidence = round(min(1.0, math.exp(raw["avg_logprob"])), 4)
    untimed = Segment(start_s, end_s, text, "asr", language, confidence=confidence)
    words = interpolate_words([_word(word) for word in raw["words"]], start_s=start_s, end_s=end_s)
    return Segment(
        start_s=start_s,
        end_s=end_s,
        text=text,
        source="asr",
        language=language,
        confidence=confidence,
        words=words or spread_words(untimed),
    )


def _word(raw: Mapping[str, Any]) -> Word:
    """A word; its times are NaN where the aligner placed it nowhere."""
    return Word(
        text=raw["word"],
        start_s=float(raw.get("start", math.nan)),
        end_s=float(raw.get("end", math.nan)),
        score=round(float(raw["score"]), 4) if "score" in raw else None,
    )


def _load_whisper(folder: Path) -> Any:
    whisperx = lazy_imports.import_whisperx()
    with lazy_imports.suppress_warnings():
        return whisperx.load_model(
            str(folder),
            device(),
            compute_type=COMPUTE_TYPE[device()],
            vad_method="pyannote",
            local_files_only=True,
        )


def _detect_language(pipeline: Any, samples: Samples) -> str | None:
    """The language of what is spoken, wherever in the sound that is; None where nobody speaks.

    WhisperX itself looks at the first half minute alone, which may be music.
    """
    from faster_whisper.vad import get_speech_timestamps

    spans = [samples[span["start"] : span["end"]] for span in get_speech_timestamps(samples)]
    if not spans:
        return None
    detected: tuple[str, float, Any] = pipeline.model.detect_language(
        audio=np.concatenate(spans),
        language_detection_segments=MAX_LANGUAGE_SPANS,
        language_detection_threshold=SURE_LANGUAGE,
    )
    return detected[0]


def _load_aligner(language: str, folder: Path) -> Any:
    """The alignment model and its metadata, as WhisperX wants them."""
    whisperx = lazy_imports.import_whisperx()

    def load() -> Any:
        with lazy_imports.suppress_warnings():
            return whisperx.load_align_model(language, device(), model_name=str(folder), model_cache_only=True)

    key = ModelKey(str(folder), "local", device(), "float32")
    return MODEL_CACHE.get(key, load, size=lambda loaded: parameter_bytes(loaded[0]))


def _transcribe(pipeline: Any, samples: Samples, **options: Any) -> dict[str, Any]:
    with lazy_imports.suppress_warnings():
        result: dict[str, Any] = pipeline.transcribe(samples, **options)
    return result


def _align_window(aligner: Any, raw: RawSegment, samples: Samples) -> list[RawSegment]:
    """Align one window alone, as WhisperX does itself, so that one that cannot be aligned spoils no other."""
    model, metadata = aligner
    whisperx = lazy_imports.import_whisperx()
    with lazy_imports.suppress_warnings():
        sentences: list[RawSegment] = whisperx.align([raw], model, metadata, samples, device())["segments"]
    return sentences
