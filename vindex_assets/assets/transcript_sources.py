"""Sources of a transcript: subtitle files beside the upload, a text track inside it, speech recognition.

Recognition goes on where an earlier attempt was killed: after each window of sound the segments so far are recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import AUDIO, TRANSCRIPT_PROGRESS
from vindex_search.contract.record_format import Fields, Record
from vindex_search.contract.transcript_origin import recognised_by
from vindex_search.models.weights import WeightsLocator

if TYPE_CHECKING:
    from vindex_assets.speech.diarizer import Diarizer
    from vindex_assets.speech.segments import Recogniser, Segment

RECOGNITION_SHARE: Final = 0.7  # of the step's progress, where diarization follows


@dataclass(frozen=True, slots=True)
class Transcription:
    """Segments of one or more sources.

    Attributes:
        origin: Where they come from, or why there are none, for people.
        segments: In order within a source.
        note: What the stamp notes beside that.
    """

    origin: str
    segments: list[Segment]
    note: dict[str, Any] = field(default_factory=dict)


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


def read_subtitles(task: VideoTask) -> Transcription | None:
    """The transcript that the subtitles give; None where there are no subtitles with text.

    Raises:
        Permanent: a subtitle file cannot be read.
    """
    return _read_sidecar(task) or _read_subtitle_track(task)


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
    with task.library.store.local_path(task.video_id, AUDIO) as audio:
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


def _read_sidecar(task: VideoTask) -> Transcription | None:
    """The first subtitle file beside the upload that has text, one in the language of the sound before the others."""
    from vindex_assets.media.subtitles.read import read_sidecar
    from vindex_assets.speech.segments import from_cues
    from vindex_search.common.languages import same_language

    upload, spoken = task.upload_record(), _spoken_language(task)
    sidecars = [(key, _language_in_name(key, upload.object_key)) for key, _version in upload.sidecars]
    for key, language in sorted(sidecars, key=lambda each: (not same_language(each[1], spoken), each[1] or "")):
        with task.library.bucket.local_path(key) as path:
            cues = read_sidecar(path)
        if cues:
            name = PurePosixPath(key).name
            return Transcription(origin=f"subtitle file {name}", segments=from_cues(cues, language=language))
    return None


def _read_subtitle_track(task: VideoTask) -> Transcription | None:
    """A text track inside the video."""
    from vindex_assets.media.subtitles.cues import Cue
    from vindex_assets.speech.segments import from_cues

    if not task.video_record().manifest["subtitle_streams"]:
        return None
    track = task.run_in_child("read_subtitles", _spoken_language(task))
    segments = from_cues([Cue(**cue) for cue in track["cues"]], language=track["language"])
    return Transcription(origin="subtitle track in the video", segments=segments) if segments else None


def _spoken_language(task: VideoTask) -> str | None:
    """The language that the sound track states, else the one that the settings prefer."""
    from vindex_assets.media.manifest import VideoManifest

    stated = VideoManifest.from_dict(task.video_record().manifest).spoken_language
    return stated or task.library.settings.audio_language or None


def _language_in_name(sidecar: str, object_key: str) -> str | None:
    """The language that a sidecar's name states: `en` of `talk.en.vtt` beside `talk.mp4`."""
    from vindex_search.common.languages import language_of

    code = PurePosixPath(sidecar).stem.removeprefix(PurePosixPath(object_key).stem).removeprefix(".")
    return code if language_of(code) else None


def _transcribe(task: VideoTask, recogniser: Recogniser, audio: Path, *, share: float) -> list[Segment]:
    """Transcribe from where an earlier attempt was killed; `share` of the step's progress is recognition."""
    from vindex_assets.speech.resumable import transcribe_resumable
    from vindex_assets.speech.segments import from_row

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
    from vindex_assets.speech.speaker_turns import assign_speakers

    if not segments:
        return []
    rest = 1.0 - RECOGNITION_SHARE
    turns = diarizer.diarize(audio, progress=lambda share: task.report_progress(RECOGNITION_SHARE + rest * share))
    return assign_speakers(segments, turns)
