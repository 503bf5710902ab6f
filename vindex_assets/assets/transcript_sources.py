"""Speech recognition as the source of a transcript.

It goes on where an earlier attempt was killed: after each window of sound the segments so far are recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from vindex_assets.pipeline.meter.gpu_time import model_call
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import AUDIO, TRANSCRIPT_PROGRESS
from vindex_search.contract.notes import Note
from vindex_search.contract.record_format import Fields, Record
from vindex_search.contract.transcript_origin import recognised_by
from vindex_search.models.weights import WeightsLocator

if TYPE_CHECKING:
    from vindex_assets.speech.segments import Recogniser
    from vindex_assets.speech.speakers.diarizer import Diarizer
    from vindex_search.passages.segments import Segment

RECOGNITION_SHARE: Final = 0.7  # of the step's progress, where diarization follows


@dataclass(frozen=True, slots=True)
class Transcription:
    """Segments of one or more sources.

    Attributes:
        origin: Where they come from, or why there are none, for people.
        segments: In order within a source.
        note: What the stamp says beside that.
        notes: What was decided, for readers of the video.
    """

    origin: str
    segments: list[Segment]
    note: dict[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class TranscriptProgress(Record):
    """How far a transcription under way has come.

    Attributes:
        stamp: Fingerprint of the transcript's stamp; with another one the rest is of no use.
        until_s: Second of the sound up to which it was transcribed.
        segments: What was recognised until then, as `dataclasses.asdict` makes of segments.
    """

    FILE: ClassVar = TRANSCRIPT_PROGRESS
    stamp: str
    until_s: float
    segments: tuple[dict[str, Any], ...]

    @classmethod
    def _from_fields(cls, record: Fields) -> Self:
        return cls(stamp=record.string("stamp"), until_s=record.number("until_s"), segments=record.objects("segments"))


def recognise_speech(task: VideoTask) -> Transcription:
    """The transcript that the recogniser of the model set gives, filtered, with speakers where the set tells them.

    Raises:
        Permanent: the device's memory does not hold the sound.
        MissingWeights: a model's weights are not on this machine.
    """
    from vindex_assets.speech.factory import open_diarizer, open_recogniser
    from vindex_assets.speech.hallucination_filter import drop_hallucinations, measure_loudness

    stamp = task.library.store.stamp(task.video_id, AUDIO)
    if stamp and "absent" in stamp.note:
        return Transcription(origin=stamp.note["absent"], segments=[])
    models, weights = task.library.models, WeightsLocator(task.library.settings.models_dir)
    recogniser, diarizer = open_recogniser(models, weights), open_diarizer(models, weights)
    with task.library.store.local_path(task.video_id, AUDIO) as audio, model_call():
        recognised = _transcribe(task, recogniser, audio, share=RECOGNITION_SHARE if diarizer else 1.0)
        filtered = drop_hallucinations(recognised, measure_loudness(audio))
        segments = _diarize(task, diarizer, audio, filtered.segments) if diarizer else list(filtered.segments)
    note = {"dropped_over_silence": filtered.over_silence, "dropped_in_loops": filtered.in_loops}
    remarks = {"recogniser": "; ".join(recogniser.notes)} if recogniser.notes else {}
    return Transcription(
        origin=recognised_by(recogniser.name),
        segments=segments,
        note={**note, **remarks},
    )


def _transcribe(task: VideoTask, recogniser: Recogniser, audio: Path, *, share: float) -> list[Segment]:
    """Transcribe from where an earlier attempt was killed; `share` of the step's progress is recognition."""
    from vindex_assets.speech.resumable import transcribe_resumable
    from vindex_search.passages.segments import from_row

    duration_s, earlier = task.duration_s, _earlier_progress(task)

    def save_progress(until_s: float, segments: Sequence[Segment]) -> None:
        rows = tuple(asdict(segment) for segment in segments)
        progress = TranscriptProgress(stamp=task.stamp.fingerprint, until_s=until_s, segments=rows)
        task.library.store.write_record(task.video_id, progress)

    return transcribe_resumable(
        recogniser,
        audio,
        previous_segments=[from_row(row) for row in earlier.segments],
        resume_from_s=earlier.until_s,
        save_progress=save_progress,
        progress=lambda position_s: task.report_progress(share * position_s / duration_s),
    )


def _earlier_progress(task: VideoTask) -> TranscriptProgress:
    """What an earlier attempt at the same stamp recorded; nothing where there was none."""
    fingerprint = task.stamp.fingerprint
    earlier = task.library.store.try_read_record(task.video_id, TranscriptProgress)
    if earlier and earlier.stamp == fingerprint:
        return earlier
    return TranscriptProgress(stamp=fingerprint, until_s=0.0, segments=())


def _diarize(task: VideoTask, diarizer: Diarizer, audio: Path, segments: Sequence[Segment]) -> list[Segment]:
    """The segments with their speakers; without a segment the diarizer is not run."""
    from vindex_assets.speech.speakers.turns import assign_speakers

    if not segments:
        return []
    rest = 1.0 - RECOGNITION_SHARE
    turns = diarizer.diarize(audio, progress=lambda share: task.report_progress(RECOGNITION_SHARE + rest * share))
    return assign_speakers(segments, turns)
