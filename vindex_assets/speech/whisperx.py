"""WhisperX, the recogniser of the standard set: voice activity, batched Whisper, word alignment; from local folders.

Nothing leaves the machine and nothing is fetched: the voice-activity model comes inside WhisperX's package, Whisper
and the alignment models from folders that are given, pyannote's telemetry is turned off before it is imported, and
nltk gets a sentence splitter that needs no data file.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.failures import Permanent
from vindex_assets.speech.base import Progress, Segment, Word, spread
from vindex_search.models.cache import Key, device, models

RATE: Final = 16_000
LARGEST_BATCH: Final = 16
COMPUTE_TYPE: Final = {"cuda": "float16", "cpu": "int8"}
WHISPER_BYTES: Final = 2 * 2**30  # CTranslate2 tells no size; the larger of the two models in float16

Audio = npt.NDArray[np.float32]


class WhisperXRecogniser:
    """Whisper from `model_dir`; words aligned where `align_dirs` has a model for the language found.

    Args:
        model_dir: A Whisper model as CTranslate2 stores it.
        align_dirs: Per ISO 639-1 code a wav2vec2 model as transformers stores it.
    """

    name = "whisperx"

    def __init__(self, model_dir: Path, *, align_dirs: Mapping[str, Path]) -> None:
        self._model_dir = model_dir
        self._align_dirs = align_dirs

    def transcribe(self, audio: Path, *, language: str | None, progress: Progress | None) -> list[Segment]:
        """What is said, in order.

        Raises:
            Permanent: the device's memory does not hold even one window of this audio.
        """
        samples = _samples(audio)
        if not len(samples):
            return []
        with _quiet():
            found = self._recognised(samples, language, progress)
            return self._aligned(found["segments"], found["language"], samples)

    def _recognised(self, samples: Audio, language: str | None, progress: Progress | None) -> dict[str, Any]:
        """Transcribe, halving the batch whenever memory runs out."""
        pipeline = self._pipeline()
        seconds = len(samples) / RATE
        told = (lambda percent: progress(percent / 100 * seconds)) if progress else None
        batch = LARGEST_BATCH
        while True:
            try:
                found: dict[str, Any] = pipeline.transcribe(
                    samples, batch_size=batch, language=language, progress_callback=told
                )
            except RuntimeError as problem:
                if not _is_out_of_memory(problem):
                    raise
                if batch == 1:
                    raise Permanent("the device's memory does not hold even one window of this audio") from None
                batch //= 2
            else:
                return found

    def _pipeline(self) -> Any:
        key = Key(str(self._model_dir), "local", device(), COMPUTE_TYPE[device()])
        return models.get(key, self._load, size=lambda _: WHISPER_BYTES)

    def _load(self) -> Any:
        whisperx = _whisperx()
        return whisperx.load_model(
            str(self._model_dir),
            device(),
            compute_type=COMPUTE_TYPE[device()],
            vad_method="pyannote",
            local_files_only=True,
        )

    def _aligned(self, found: list[dict[str, Any]], language: str, samples: Audio) -> list[Segment]:
        """Segments with words: aligned where there is a model for the language, else spread by their letters."""
        folder = self._align_dirs.get(language)
        plain = [Segment(one["start"], one["end"], one["text"].strip(), "asr", language) for one in found]
        if folder is None or not found:
            return [_with_words(segment, spread(segment)) for segment in plain]
        whisperx = _whisperx()
        model, facts = whisperx.load_align_model(language, device(), model_name=str(folder), model_cache_only=True)
        made = whisperx.align(found, model, facts, samples, device())["segments"]
        return [_with_words(segment, words) for segment, words in _align_words(made, language)]


def _align_words(made: list[dict[str, Any]], language: str) -> Iterator[tuple[Segment, tuple[Word, ...]]]:
    """Aligned segments; words that alignment left without times, numbers above all, are spread between neighbours."""
    for one in made:
        segment = Segment(one["start"], one["end"], one["text"].strip(), "asr", language)
        guessed = spread(segment)
        words = one.get("words", [])
        if len(words) != len(guessed):
            yield segment, guessed
            continue
        yield segment, tuple(_timed(word, guess) for word, guess in zip(words, guessed, strict=True))


def _timed(word: dict[str, Any], guess: Word) -> Word:
    if "start" not in word or "end" not in word:
        return guess
    return Word(word["word"], float(word["start"]), float(word["end"]), round(float(word.get("score", 0.0)), 4))


def _with_words(segment: Segment, words: tuple[Word, ...]) -> Segment:
    scores = [word.score for word in words if word.score is not None]
    confidence = round(sum(scores) / len(scores), 4) if scores else None
    return Segment(
        *(segment.start_s, segment.end_s, segment.text, segment.source, segment.language),
        confidence=confidence,
        words=words,
    )


def _is_out_of_memory(problem: RuntimeError) -> bool:
    """CTranslate2 and torch both raise RuntimeError for it; only their words tell."""
    return "out of memory" in str(problem).lower()


def _samples(audio: Path) -> Audio:
    import av

    with av.open(str(audio)) as container:
        blocks = [frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)]
    if not blocks:
        return np.zeros(0, np.float32)
    return np.concatenate(blocks).astype(np.float32) / np.float32(32768)


@contextmanager
def _quiet() -> Iterator[None]:
    """Their libraries warn of each other's versions and of files that are not used here; none of it is the user's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _whisperx() -> Any:
    """The package, imported late (15-20 s, 1.2 GB), its telemetry off and its sentence splitter without downloads."""
    os.environ["PYANNOTE_METRICS_ENABLED"] = "0"
    with _quiet():
        import whisperx
        import whisperx.alignment
        from nltk.tokenize.punkt import PunktSentenceTokenizer

        whisperx.alignment.nltk_load = lambda _resource: PunktSentenceTokenizer()
    return whisperx
