"""Who speaks when: pyannote's pipeline of segmentation, voice prints and their clustering, from a local folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.speech import lazy_imports
from vindex_assets.speech.pcm import SAMPLE_RATE, read_samples
from vindex_assets.speech.segments import Progress
from vindex_assets.speech.speaker_turns import SpeakerTurn
from vindex_search.models.batching import TooLittleMemory, batch_size_for, retry_with_smaller_batches
from vindex_search.models.cache import MODEL_CACHE, ModelKey, device

LARGEST_BATCH: Final = 32  # pyannote's own
SPAN_BYTES: Final = 64 * 2**20  # of ten seconds of sound in the model of voice prints, by its shapes
PIPELINE_BYTES: Final = 64 * 2**20  # both models' parameters
STEPS: Final = {"segmentation": (0.0, 0.2), "embeddings": (0.2, 1.0)}  # share of the work from and to


class Diarizer:
    """Tells voices apart with the pipeline of a folder; sound never leaves the machine.

    Args:
        folder: With `config.yaml` and the models that it names below the same folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def diarize(self, audio: Path, *, progress: Progress) -> list[SpeakerTurn]:
        """Who speaks when, one at a time; empty where nobody does.

        Voices are compared over the whole file, so all of it is held in memory: 0.23 GB for each hour.

        Args:
            audio: In any format that FFmpeg reads.
            progress: Called with the share done.

        Raises:
            Permanent: the device's memory does not hold even ten seconds of sound.
        """
        import torch

        sound = read_samples(audio)
        if not len(sound):
            return []
        file = {"waveform": torch.from_numpy(sound[None]), "sample_rate": SAMPLE_RATE, "uri": audio.stem}

        def run(batch: int) -> Any:
            pipeline = self._pipeline()
            pipeline.embedding_batch_size = pipeline.segmentation_batch_size = batch
            with lazy_imports.suppress_warnings():
                return pipeline(file, hook=_told(progress))

        try:
            found = retry_with_smaller_batches(run, batch=batch_size_for(bytes_each=SPAN_BYTES, largest=LARGEST_BATCH))
        except TooLittleMemory as problem:
            raise Permanent("the device's memory does not hold even ten seconds of this sound") from problem
        tracks = found.exclusive_speaker_diarization.itertracks(yield_label=True)
        return [SpeakerTurn(float(span.start), float(span.end), str(speaker)) for span, _, speaker in tracks]

    def _pipeline(self) -> Any:
        key = ModelKey(str(self._folder), "local", device(), "float32")
        return MODEL_CACHE.get(key, lambda: _load(self._folder), size=lambda _: PIPELINE_BYTES)


def _load(folder: Path) -> Any:
    import torch

    library = lazy_imports.import_pyannote()
    with lazy_imports.suppress_warnings():
        return library.Pipeline.from_pretrained(folder).to(torch.device(device()))


def _told(progress: Progress) -> Any:
    """pyannote's count of batches in each of its steps as a share of the whole."""

    def hook(step: str, *_: Any, total: int | None = None, completed: int | None = None, **__: Any) -> None:
        if step in STEPS and total and completed is not None:
            begin, end = STEPS[step]
            progress(begin + (end - begin) * min(1.0, completed / total))  # its last batch counts whole

    return hook
