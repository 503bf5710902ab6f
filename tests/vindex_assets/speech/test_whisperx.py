"""WhisperX's own loading, voice activity and alignment, on random models of a few kilobytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest

from tests.support.models.tiny_speech import save_aligner, save_whisper
from vindex_assets.failures import Permanent
from vindex_assets.speech import whisperx
from vindex_assets.speech.pcm import SAMPLE_RATE, read_samples
from vindex_assets.speech.segments import Segment, normalize_segments
from vindex_assets.speech.whisper.recogniser import WhisperXRecogniser

Recording = Callable[[str], Path]
pytestmark = pytest.mark.xdist_group("whisperx")  # 20 s of imports, once


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whisper")
    save_whisper(path)
    save_aligner(path / "aligner")
    return path


def recogniser(folder: Path, *languages: str) -> WhisperXRecogniser:
    return WhisperXRecogniser(folder / "ctranslate2", align_dirs=dict.fromkeys(languages, folder / "aligner"))


def words_of(segments: list[Segment]) -> list[Any]:
    return [word for segment in segments for word in segment.words]


@pytest.mark.usefixtures("no_network")
def test_words_are_aligned_inside_the_sound_without_a_network(folder: Path, recording: Recording) -> None:
    chosen = recogniser(folder, "en")
    segments = chosen.transcribe(recording("jfk.flac"), language="en", progress=None)
    made = normalize_segments(segments, duration_s=11.0)
    assert words_of(segments)
    assert words_of(made) == words_of(segments)  # in order and inside the sound as they came
    assert all(word.score is not None for word in words_of(segments))
    assert chosen.notes == ()


def test_without_an_alignment_model_words_are_spread_and_a_note_says_so(folder: Path, recording: Recording) -> None:
    chosen = recogniser(folder, "de")
    segments = chosen.transcribe(recording("jfk.flac"), language="en", progress=None)
    assert {word.score for word in words_of(segments)} == {None}
    assert words_of(normalize_segments(segments, duration_s=11.0))
    assert chosen.notes == ("no alignment model for language 'en': word times are estimated",)


def test_the_language_is_found_where_none_is_given(folder: Path, recording: Recording) -> None:
    segments = recogniser(folder).transcribe(recording("jfk.flac"), language=None, progress=None)
    assert {segment.language for segment in segments} <= {"en", "de", "ja"}
    assert segments


def test_silence_has_no_segments(folder: Path, recording: Recording) -> None:
    assert recogniser(folder, "en").transcribe(recording("silence.wav"), language=None, progress=None) == []


def test_text_that_cannot_be_aligned_keeps_its_words(
    folder: Path, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(*_: Any, **__: Any) -> dict[str, Any]:
        window = {"text": " lene" * 400, "start": 1.0, "end": 2.0, "avg_logprob": -1.0}
        return {"segments": [window], "language": "en"}

    monkeypatch.setattr(whisperx, "_transcribe", too_much)
    chosen = recogniser(folder, "en")
    segments = chosen.transcribe(recording("jfk.flac"), language="en", progress=None)
    assert len(words_of(segments)) == 400
    assert chosen.notes == ("a window could not be aligned: its word times are estimated",)


def test_progress_goes_forwards_to_the_end(folder: Path, recording: Recording) -> None:
    reported: list[float] = []
    recogniser(folder).transcribe(recording("two_speakers_sample.wav"), language="en", progress=reported.append)
    assert reported == sorted(reported)
    assert reported[-1] == pytest.approx(30.0)


def test_a_batch_too_large_for_the_memory_is_halved(
    folder: Path, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    real = whisperx._transcribe

    def short_of_memory(pipeline: Any, samples: Any, **options: Any) -> dict[str, Any]:
        tried.append(options["batch_size"])
        if options["batch_size"] > 1:
            raise RuntimeError("CUDA failed with error out of memory")
        return real(pipeline, samples, **options)

    monkeypatch.setattr(whisperx, "_transcribe", short_of_memory)
    assert recogniser(folder).transcribe(recording("jfk.flac"), language="en", progress=None)
    assert tried == [4, 2, 1]


def test_a_device_too_small_for_one_window_is_permanent(
    folder: Path, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory(*_: Any, **__: Any) -> NoReturn:
        raise RuntimeError("CUDA failed with error out of memory")

    monkeypatch.setattr(whisperx, "_transcribe", no_memory)
    with pytest.raises(Permanent, match="memory"):
        recogniser(folder).transcribe(recording("jfk.flac"), language="en", progress=None)


def test_the_language_is_that_of_the_speech_and_not_of_the_silence_before_it(
    folder: Path, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A minute of silence comes before eleven seconds of speech; WhisperX itself looks at the first half minute."""
    speech = read_samples(recording("jfk.flac"))
    late = np.concatenate([np.zeros(60 * SAMPLE_RATE, np.float32), speech])
    pipeline = recogniser(folder)._pipeline()
    lengths: list[int] = []
    real = pipeline.model.detect_language

    def detect(*, audio: Any, **options: Any) -> Any:
        lengths.append(len(audio))
        return real(audio=audio, **options)

    monkeypatch.setattr(pipeline.model, "detect_language", detect, raising=False)
    assert whisperx._detect_language(pipeline, late) in {"en", "de", "ja"}
    assert 0 < lengths[0] <= len(speech)


def test_silence_has_no_language(folder: Path) -> None:
    assert whisperx._detect_language(recogniser(folder)._pipeline(), np.zeros(SAMPLE_RATE, np.float32)) is None
