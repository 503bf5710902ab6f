"""WhisperX, the recogniser of the standard set: voice activity, batched Whisper, word alignment; from local folders.

Nothing leaves the machine and nothing is fetched: the voice-activity model comes inside WhisperX's package, Whisper
and the alignment models from folders that are given, pyannote's telemetry is turned off before it is imported, and
nltk gets a sentence splitter that needs no data file.
"""

from __future__ import annotations

import logging
import math
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.failures import Permanent
from vindex_assets.speech.base import Progress, Segment, Word, interpolate, spread
from vindex_assets.speech.sound import RATE, blocks
from vindex_search.models.cache import Key, device, models, parameter_bytes

LARGEST_BATCH: Final = 16
COMPUTE_TYPE: Final = {"cuda": "float16", "cpu": "int8"}
WHISPER_BYTES: Final = 2 * 2**30  # CTranslate2 tells no size; the larger of the two models in float16
# Without its tokenizer beside it, faster-whisper would ask the network for one.
WHISPER_FILES: Final = ("config.json", "model.bin", "tokenizer.json")
ALIGN_FILES: Final = ("config.json", "preprocessor_config.json")
FULL_SCALE: Final = np.float32(2**15)  # of 16-bit samples

Audio = npt.NDArray[np.float32]
Found = dict[str, Any]  # a segment as WhisperX has it


class WhisperXRecogniser:
    """Whisper from `model_dir`; words aligned where `align_dirs` has a model for the language found.

    `notes` says what its transcriptions had to do without.

    Args:
        model_dir: A Whisper model as CTranslate2 stores it.
        align_dirs: Per ISO 639-1 code a wav2vec2 model as transformers stores it.

    Raises:
        FileNotFoundError: one of the folders lacks a file that it must have.
    """

    name = "whisperx"

    def __init__(self, model_dir: Path, *, align_dirs: Mapping[str, Path]) -> None:
        _require(model_dir, WHISPER_FILES)
        for folder in align_dirs.values():
            _require(folder, ALIGN_FILES)
        self._model_dir = model_dir
        self._align_dirs = align_dirs
        self.notes: tuple[str, ...] = ()

    def transcribe(self, audio: Path, *, language: str | None, progress: Progress | None) -> list[Segment]:
        """What is said, in order.

        Raises:
            Permanent: the device's memory does not hold even one window of this audio.
        """
        samples = _samples(audio)
        if not len(samples):
            return []
        heard = self._heard(samples, language, progress)
        return [segment for one in heard["segments"] for segment in self._aligned(one, heard["language"], samples)]

    def _heard(self, samples: Audio, language: str | None, progress: Progress | None) -> dict[str, Any]:
        """Transcribe, halving the batch whenever memory runs out."""
        pipeline = self._pipeline()
        told = _forwards(progress, len(samples) / RATE) if progress else None
        batch = LARGEST_BATCH
        while True:
            try:
                return _transcribe(pipeline, samples, batch_size=batch, language=language, progress_callback=told)
            except (RuntimeError, MemoryError) as problem:
                if not _is_out_of_memory(problem):
                    raise
                if batch == 1:
                    raise Permanent("the device's memory does not hold even one window of this audio") from problem
                batch //= 2

    def _pipeline(self) -> Any:
        key = Key(str(self._model_dir), "local", device(), COMPUTE_TYPE[device()])
        return models.get(key, lambda: _load_whisper(self._model_dir), size=lambda _: WHISPER_BYTES)

    def _aligned(self, found: Found, language: str, samples: Audio) -> list[Segment]:
        """The sentences of a window with their words in place; where that cannot be, the window with words spread."""
        folder = self._align_dirs.get(language)
        if folder is None:
            self._note(f"no alignment model for language {language!r}: word times are guessed")
            return _unaligned(found, language)
        try:
            sentences = _align(_aligner(language, folder), found, samples)
        except (RuntimeError, IndexError):  # memory, or text that does not fit into its window
            sentences = []
        if not any(one["words"] for one in sentences):
            self._note("a window could not be aligned: its word times are guessed")
            return _unaligned(found, language)
        return [_segment(one, language) for one in sentences if one["text"].strip()]

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes = (*self.notes, note)


def _require(folder: Path, files: tuple[str, ...]) -> None:
    absent = [name for name in files if not (folder / name).is_file()]
    if absent:
        raise FileNotFoundError(f"the model folder {folder} lacks {', '.join(absent)}; it needs {', '.join(files)}")


def _forwards(progress: Progress, duration_s: float) -> Progress:
    """WhisperX's per cent as seconds of audio; a smaller batch begins anew, which is no step back."""
    furthest = 0.0

    def told(percent: float) -> None:
        nonlocal furthest
        furthest = max(furthest, percent / 100 * duration_s)
        progress(furthest)

    return told


def _is_out_of_memory(problem: Exception) -> bool:
    """CTranslate2 and torch both raise RuntimeError for it; only their words tell."""
    return isinstance(problem, MemoryError) or "out of memory" in str(problem).lower()


def _unaligned(found: Found, language: str) -> list[Segment]:
    plain = _segment({**found, "words": []}, language)
    return [plain] if plain.text else []


def _segment(found: Found, language: str) -> Segment:
    """A segment; its confidence is the mean probability of Whisper's tokens, its words timed or put between those."""
    start, end, text = float(found["start"]), float(found["end"]), found["text"].strip()
    sure = round(min(1.0, math.exp(found["avg_logprob"])), 4)
    plain = Segment(start, end, text, "asr", language, confidence=sure)
    words = interpolate([_word(one) for one in found["words"]], start_s=start, end_s=end)
    return Segment(start, end, text, "asr", language, confidence=sure, words=words or spread(plain))


def _word(found: Found) -> Word:
    start, end = (float(found.get(name, math.nan)) for name in ("start", "end"))
    return Word(found["word"], start, end, round(float(found["score"]), 4) if "score" in found else None)


def _samples(audio: Path) -> Audio:
    whole = np.frombuffer(b"".join(blocks(audio)), np.int16).astype(np.float32)
    whole /= FULL_SCALE
    return whole


def _load_whisper(folder: Path) -> Any:
    whisperx = _whisperx()
    with _quiet():
        return whisperx.load_model(
            str(folder),
            device(),
            compute_type=COMPUTE_TYPE[device()],
            vad_method="pyannote",
            local_files_only=True,
        )


def _aligner(language: str, folder: Path) -> Any:
    """The alignment model and what WhisperX has to know of it."""
    whisperx = _whisperx()

    def load() -> Any:
        with _quiet():
            return whisperx.load_align_model(language, device(), model_name=str(folder), model_cache_only=True)

    key = Key(str(folder), "local", device(), "float32")
    return models.get(key, load, size=lambda made: parameter_bytes(made[0]))


def _transcribe(pipeline: Any, samples: Audio, **options: Any) -> dict[str, Any]:
    with _quiet():
        heard: dict[str, Any] = pipeline.transcribe(samples, **options)
    return heard


def _align(aligner: Any, found: Found, samples: Audio) -> list[Found]:
    """One window at a time, as WhisperX does itself, so that one that cannot be aligned spoils no other."""
    model, facts = aligner
    with _quiet():
        made: list[Found] = _whisperx().align([found], model, facts, samples, device())["segments"]
    return made


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
    for name in ("whisperx", "lightning.pytorch"):  # they tell of upgrades in memory, and of every silence
        logging.getLogger(name).setLevel(logging.ERROR)
    return whisperx
