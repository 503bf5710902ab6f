"""Speaker diarization (who speaks when) with pyannote: segmentation, speaker embeddings and their clustering."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from vindex_assets.failures import Permanent
from vindex_assets.speech import lazy_imports
from vindex_assets.speech.pcm import SAMPLE_RATE, read_samples
from vindex_assets.speech.segments import Progress
from vindex_assets.speech.speakers.turns import SpeakerTurn
from vindex_search.models.batching import TooLittleMemory, batch_size_for, retry_with_smaller_batches
from vindex_search.models.cache import MODEL_CACHE, ModelKey, device

MAX_BATCH: Final = 32  # pyannote's own default
BYTES_PER_SPAN: Final = 64 * 2**20  # of ten seconds of sound in the embedding model, by its shapes
PIPELINE_BYTES: Final = 64 * 2**20  # both models' parameters
STEP_SHARES: Final = {"segmentation": (0.0, 0.2), "embeddings": (0.2, 1.0)}  # progress at begin and end of a step


class Diarizer:
    """Diarizes with the pipeline of a local folder; sound never leaves the machine.

    Args:
        folder: Holds `config.yaml` and the models that it names.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def diarize(self, audio: Path, *, progress: Progress) -> list[SpeakerTurn]:
        """The speaker turns of a file, one speaker at a time; none where nobody speaks.

        Voices are compared over the whole file, so all of it is held in memory: 0.23 GB per hour of sound.

        Args:
            audio: In any format that FFmpeg reads.
            progress: Called with the share done, from 0 to 1.

        Raises:
            Permanent: the device's memory does not hold even ten seconds of sound.
        """
        import torch

        samples = read_samples(audio)
        if not len(samples):
            return []
        file = {"waveform": torch.from_numpy(samples[None]), "sample_rate": SAMPLE_RATE, "uri": audio.stem}

        def run(batch: int) -> Any:
            pipeline = self._pipeline()
            pipeline.embedding_batch_size = pipeline.segmentation_batch_size = batch
            with lazy_imports.suppress_warnings():
                return pipeline(file, hook=_progress_hook(progress))

        try:
            diarization = retry_with_smaller_batches(
                run, batch=batch_size_for(bytes_each=BYTES_PER_SPAN, largest=MAX_BATCH)
            )
        except TooLittleMemory as error:
            raise Permanent("the device's memory does not hold even ten seconds of this sound") from error
        tracks = diarization.exclusive_speaker_diarization.itertracks(yield_label=True)
        return [
            SpeakerTurn(start_s=float(span.start), end_s=float(span.end), speaker=str(speaker))
            for span, _, speaker in tracks
        ]

    def _pipeline(self) -> Any:
        key = ModelKey(str(self._folder), "local", device(), "float32")
        return MODEL_CACHE.get(key, lambda: _load_pipeline(self._folder), size=lambda _: PIPELINE_BYTES)


def _load_pipeline(folder: Path) -> Any:
    import torch

    pyannote = lazy_imports.import_pyannote()
    with lazy_imports.suppress_warnings():
        return pyannote.Pipeline.from_pretrained(folder).to(torch.device(device()))


def _progress_hook(progress: Progress) -> Any:
    """Hook of pyannote that reports the batches done in each of its steps as a share of the whole."""

    def hook(step: str, *_: Any, total: int | None = None, completed: int | None = None, **__: Any) -> None:
        if step in STEP_SHARES and total and completed is not None:
            begin, end = STEP_SHARES[step]
            share = min(1.0, completed / total)  # the last, smaller batch counts as a whole one
            progress(begin + (end - begin) * share)

    return hook
