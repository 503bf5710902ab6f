"""Word error rate of every recogniser that can run here, on the clips whose words are known.

`python -m benchmarks.wer` prints Markdown. The texts are those of ../shared/media; that of the lecture is itself the
output of a large model, so its figure says how far two recognisers differ.
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
PLAIN: Final = jiwer.Compose(
    [
        jiwer.ToLowerCase(),
        jiwer.ExpandCommonEnglishContractions(),
        jiwer.RemovePunctuation(),  # type: ignore[no-untyped-call]  # jiwer types all but this one
        jiwer.RemoveMultipleSpaces(),
        jiwer.Strip(),
        jiwer.ReduceToListOfListOfWords(),
    ]
)


def spoken(clip: Path) -> str:
    """What is said in a clip, as it stands beside it."""
    text = clip.with_suffix(".txt")
    if text.exists():
        return text.read_text(encoding="utf-8")
    return " ".join(cue.text for cue in read_sidecar(clip.with_suffix(".vtt")))


def heard(chosen: Recogniser, clip: Path) -> tuple[str, float]:
    """What a recogniser makes of a clip, as the asset `transcript` has it, and how long it took beside its length."""
    manifest = probe(clip, limits=MediaLimits(max_duration_s=1e6))
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "audio.flac"
        extract_audio(clip, manifest, sound)
        began = time.perf_counter()
        segments = transcribe_resumable(chosen, sound, save_progress=lambda _, __: None, progress=lambda _: None)
        took = time.perf_counter() - began
        told = drop_hallucinations(segments, measure_loudness(sound))
    return " ".join(segment.text for segment in told.segments), took / manifest.duration_s


def recognisers() -> Iterator[Recogniser]:
    """Those of the model sets; one whose weights are not here is named and left out."""
    for name in ("offline", "standard"):
        try:
            yield open_recogniser(model_set(name), WeightsLocator(settings().models_dir))
        except MissingWeights as absent:
            print(f"{model_set(name).recogniser}: does not run here: {absent}\n")


def main() -> None:
    """Measure each recogniser on each clip."""
    for chosen in recognisers():
        print(f"### {chosen.name}\n\n| clip | words | word error rate | seconds a second |\n|---|---|---|---|")
        for name in CLIPS:
            reference = spoken(MEDIA / name)
            text, factor = heard(chosen, MEDIA / name)
            wrong = jiwer.wer(reference, text, reference_transform=PLAIN, hypothesis_transform=PLAIN)
            print(f"| {Path(name).name} | {len(reference.split())} | {wrong:.2f} | {factor:.2f} |", flush=True)
        print()


if __name__ == "__main__":
    main()
