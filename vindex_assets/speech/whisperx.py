"""WhisperX, the recogniser of the standard set: voice activity, batched Whisper, word alignment; from local folders.

Nothing leaves the machine and nothing is fetched: the voice-activity model comes inside WhisperX's package, Whisper
and the alignment models from folders that are given, pyannote's telemetry is turned off before it is imported, and
nltk gets a sentence splitter that needs no data file.
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
from vindex_assets.speech.segments import Progress, Segment, Word, interpolate, spread_words
from vindex_search.models.batching import TooLittleMemory, batch_size_for, retry_with_smaller_batches
from vindex_search.models.cache import MODEL_CACHE, ModelKey, device, parameter_bytes

# On a CPU four windows were as fast as sixteen and take half a gigabyte less (a model of the small one's size).
LARGEST_BATCH: Final = {"cuda": 16, "cpu": 4}
# Of half a minute of sound in the larger model: attention of its encoder and keys of its decoder for five beams, by
# their shapes some 300 MiB.
WINDOW_BYTES: Final = 400 * 2**20
LANGUAGE_SPANS: Final = 4  # half minutes of speech that are asked for the language where the first is not sure
SURE: Final = 0.8  # probability of a language from which on no other span is asked
COMPUTE_TYPE: Final = {"cuda": "float16", "cpu": "int8"}
WHISPER_BYTES: Final = 2 * 2**30  # CTranslate2 tells no size; the larger of the two models in float16

Audio = npt.NDArray[np.float32]
Found = dict[str, Any]  # a segment as WhisperX has it


class WhisperXRecogniser:
    """Whisper from `model_dir`; words aligned where `align_dirs` has a model for the language found.

    `notes` says what its transcriptions had to do without.

    Args:
        model_dir: A Whisper model as CTranslate2 stores it.
        align_dirs: Per ISO 639-1 code a wav2vec2 model as transformers stores it.
    """

    name = "whisperx"

    def __init__(self, model_dir: Path, *, align_dirs: Mapping[str, Path]) -> None:
        self._model_dir = model_dir
        self._align_dirs = align_dirs
        self.notes: tuple[str, ...] = ()

    def transcribe(self, audio: Path, *, language: str | None, progress: Progress | None) -> list[Segment]:
        """What is said, in order.

        Raises:
            Permanent: the device's memory does not hold even one window of this audio.
        """
        sound = read_samples(audio)
        if not len(sound):
            return []
        heard = self._heard(sound, language, progress)
        return [segment for one in heard["segments"] for segment in self._aligned(one, heard["language"], sound)]

    def _heard(self, sound: Audio, language: str | None, progress: Progress | None) -> dict[str, Any]:
        """Transcribe, in batches as large as the memory allows."""
        pipeline = self._pipeline()
        told = _forwards(progress, len(sound) / SAMPLE_RATE) if progress else None
        spoken = language or _language(pipeline, sound)

        def run(batch: int) -> dict[str, Any]:
            return _transcribe(pipeline, sound, batch_size=batch, language=spoken, progress_callback=told)

        try:
            return retry_with_smaller_batches(
                run, batch=batch_size_for(bytes_each=WINDOW_BYTES, largest=LARGEST_BATCH[device()])
            )
        except TooLittleMemory as problem:
            raise Permanent("the device's memory does not hold even one window of this audio") from problem

    def _pipeline(self) -> Any:
        key = ModelKey(str(self._model_dir), "local", device(), COMPUTE_TYPE[device()])
        return MODEL_CACHE.get(key, lambda: _load_whisper(self._model_dir), size=lambda _: WHISPER_BYTES)

    def _aligned(self, found: Found, language: str, sound: Audio) -> list[Segment]:
        """The sentences of a window with their words in place; where that cannot be, the window with words spread."""
        folder = self._align_dirs.get(language)
        if folder is None:
            self._note(f"no alignment model for language {language!r}: word times are guessed")
            return _unaligned(found, language)
        try:
            sentences = _align(_aligner(language, folder), found, sound)
        except (RuntimeError, IndexError):  # memory, or text that does not fit into its window
            sentences = []
        if not any(one["words"] for one in sentences):
            self._note("a window could not be aligned: its word times are guessed")
            return _unaligned(found, language)
        return [_segment(one, language) for one in sentences if one["text"].strip()]

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes = (*self.notes, note)


def _forwards(progress: Progress, duration_s: float) -> Progress:
    """WhisperX's per cent as seconds of audio; a smaller batch begins anew, which is no step back."""
    furthest = 0.0

    def told(percent: float) -> None:
        nonlocal furthest
        furthest = max(furthest, percent / 100 * duration_s)
        progress(furthest)

    return told


def _unaligned(found: Found, language: str) -> list[Segment]:
    plain = _segment({**found, "words": []}, language)
    return [plain] if plain.text else []


def _segment(found: Found, language: str) -> Segment:
    """A segment; its confidence is the mean probability of Whisper's tokens, its words timed or put between those."""
    start, end, text = float(found["start"]), float(found["end"]), found["text"].strip()
    sure = round(min(1.0, math.exp(found["avg_logprob"])), 4)
    plain = Segment(start, end, text, "asr", language, confidence=sure)
    words = interpolate([_word(one) for one in found["words"]], start_s=start, end_s=end)
    return Segment(start, end, text, "asr", language, confidence=sure, words=words or spread_words(plain))


def _word(found: Found) -> Word:
    start, end = (float(found.get(name, math.nan)) for name in ("start", "end"))
    return Word(found["word"], start, end, round(float(found["score"]), 4) if "score" in found else None)


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


def _language(pipeline: Any, sound: Audio) -> str | None:
    """The language of what is spoken, wherever in the sound that is; None where nobody speaks.

    WhisperX itself asks the first half minute alone, which may be music.
    """
    from faster_whisper.vad import get_speech_timestamps

    spans = [sound[span["start"] : span["end"]] for span in get_speech_timestamps(sound)]
    if not spans:
        return None
    found: tuple[str, float, Any] = pipeline.model.detect_language(
        audio=np.concatenate(spans), language_detection_segments=LANGUAGE_SPANS, language_detection_threshold=SURE
    )
    return found[0]


def _aligner(language: str, folder: Path) -> Any:
    """The alignment model and what WhisperX has to know of it."""
    whisperx = lazy_imports.import_whisperx()

    def load() -> Any:
        with lazy_imports.suppress_warnings():
            return whisperx.load_align_model(language, device(), model_name=str(folder), model_cache_only=True)

    key = ModelKey(str(folder), "local", device(), "float32")
    return MODEL_CACHE.get(key, load, size=lambda made: parameter_bytes(made[0]))


def _transcribe(pipeline: Any, sound: Audio, **options: Any) -> dict[str, Any]:
    with lazy_imports.suppress_warnings():
        heard: dict[str, Any] = pipeline.transcribe(sound, **options)
    return heard


def _align(aligner: Any, found: Found, sound: Audio) -> list[Found]:
    """One window at a time, as WhisperX does itself, so that one that cannot be aligned spoils no other."""
    model, facts = aligner
    with lazy_imports.suppress_warnings():
        made: list[Found] = lazy_imports.import_whisperx().align([found], model, facts, sound, device())["segments"]
    return made
