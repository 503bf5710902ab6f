"""Word error rate of every recogniser that can run here, on clips with known transcripts.

`python -m benchmarks.wer` prints Markdown. The reference texts are those of ../shared/media; that of the lecture is
itself the output of a large model, so its figure says how far two recognisers differ.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import jiwer

from vindex_assets.media.audio.extract import extract_audio
from vindex_assets.media.probe.probe import MediaLimits, probe
from vindex_assets.media.subtitles.read import read_sidecar
from vindex_assets.speech.factory import open_recogniser
from vindex_assets.speech.hallucination_filter import drop_hallucinations, measure_loudness
from vindex_assets.speech.resumable import transcribe_resumable
from vindex_assets.speech.segments import Recogniser
from vindex_search.models.catalogue import model_set
from vindex_search.models.weights import MissingWeights, WeightsLocator
from vindex_search.settings import settings

MEDIA: Final = Path(__file__).resolve().parents[2] / "shared" / "media"
CLIPS: Final = (
    *("audio/jfk.flac", "audio/librivox_0870.wav", "audio/librivox_0880.wav", "audio/librivox_0890.wav"),
    *(f"video/grid_{name}.mpg" for name in ("bbaf2n", "brbk7n", "lwbsza", "pwij3p", "swwp2s")),
    *("video/nasa_13013.mp4", "video/derived_lecture_dev.mp4"),
)
NORMALISE: Final = jiwer.Compose(
    [
        jiwer.ToLowerCase(),
        jiwer.ExpandCommonEnglishContractions(),
        jiwer.RemovePunctuation(),  # type: ignore[no-untyped-call]  # jiwer types all but this one
        jiwer.RemoveMultipleSpaces(),
        jiwer.Strip(),
        jiwer.ReduceToListOfListOfWords(),
    ]
)


def reference_text(clip: Path) -> str:
    """The reference transcript of a clip, from the file beside it."""
    text = clip.with_suffix(".txt")
    if text.exists():
        return text.read_text(encoding="utf-8")
    return " ".join(cue.text for cue in read_sidecar(clip.with_suffix(".vtt")))


def transcribe(chosen: Recogniser, clip: Path) -> tuple[str, float]:
    """The transcript of a clip, as the asset `transcript` makes it, and its real-time factor."""
    manifest = probe(clip, limits=MediaLimits(max_duration_s=1e6))
    with tempfile.TemporaryDirectory() as folder:
        audio = Path(folder) / "audio.flac"
        extract_audio(clip, manifest, audio)
        began = time.perf_counter()
        segments = transcribe_resumable(chosen, audio, save_progress=lambda _, __: None, progress=lambda _: None)
        took = time.perf_counter() - began
        filtered = drop_hallucinations(segments, measure_loudness(audio))
    return " ".join(segment.text for segment in filtered.segments), took / manifest.duration_s


def available_recognisers() -> Iterator[Recogniser]:
    """The recognisers of the model sets; one without weights is reported and skipped."""
    for name in ("offline", "standard"):
        try:
            yield open_recogniser(model_set(name), WeightsLocator(settings().models_dir))
        except MissingWeights as absent:
            print(f"{model_set(name).recogniser}: does not run here: {absent}\n")


def main() -> None:
    """Measure each recogniser on each clip."""
    for chosen in available_recognisers():
        print(f"### {chosen.name}\n\n| clip | words | word error rate | real-time factor |\n|---|---|---|---|")
        for name in CLIPS:
            reference = reference_text(MEDIA / name)
            text, factor = transcribe(chosen, MEDIA / name)
            wrong = jiwer.wer(reference, text, reference_transform=NORMALISE, hypothesis_transform=NORMALISE)
            print(f"| {Path(name).name} | {len(reference.split())} | {wrong:.2f} | {factor:.2f} |", flush=True)
        print()


if __name__ == "__main__":
    main()
