"""The transcript that the subtitles of a video give: the best of its subtitle files and of the tracks inside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from vindex_assets.assets.transcript_sources import Transcription
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.common.languages import same_language
from vindex_search.common.subtitle_names import SubtitleName, read_sidecar_name
from vindex_search.contract.notes import Note, from_values

if TYPE_CHECKING:
    from vindex_assets.media.subtitles.judge import Verdict

FORCED: Final = "by its name it is for foreign parts and signs alone"
NO_DIALOGUE: Final = "by its name it does not say what is spoken"


@dataclass(frozen=True, slots=True)
class SubtitleReading:
    """What the subtitles gave.

    Attributes:
        transcription: None where none of them is a transcript.
        notes: Why subtitles were passed over, and what was met in those that were taken.
        is_sparse: They say so little that the sound has to decide whether that is all.
    """

    transcription: Transcription | None = None
    notes: tuple[Note, ...] = ()
    is_sparse: bool = False


def read_subtitles(task: VideoTask) -> SubtitleReading:
    """The first of the subtitles, in order of preference, that is a transcript, or the fullest of sparse ones."""
    failed: list[Note] = []
    sparse: list[tuple[int, SubtitleReading]] = []
    for words, reading in _readings(task):
        if reading.transcription is None:
            failed += reading.notes
        elif reading.is_sparse:
            sparse.append((words, reading))
        else:
            return replace(reading, notes=(*failed, *reading.notes))
    if not sparse:
        return SubtitleReading(notes=tuple(failed))
    _, fullest = max(sparse, key=lambda each: each[0])
    return replace(fullest, notes=(*failed, *fullest.notes))


def _readings(task: VideoTask) -> Iterator[tuple[int, SubtitleReading]]:
    """What each of the subtitles gives, with its spoken words: files in the sound's language first, tracks last."""
    upload, spoken = task.upload_record(), spoken_language(task)
    named = [(key, read_sidecar_name(key, upload.object_key)) for key, _version in upload.sidecars]

    def rank(each: tuple[str, SubtitleName]) -> tuple[bool, bool, str, str]:
        key, name = each
        return not same_language(name.language, spoken), name.for_hearing_impaired, name.language or "", key

    whole = [each for each in named if not (each[1].is_forced or each[1].is_no_dialogue)]
    for key, name in sorted(whole, key=rank):
        yield _read_sidecar(task, key, name)
    yield _read_track(task)
    for key, name in named:
        if name.is_forced or name.is_no_dialogue:
            yield (
                0,
                _passed_over(f"the subtitle file {PurePosixPath(key).name}", FORCED if name.is_forced else NO_DIALOGUE),
            )


def _read_sidecar(task: VideoTask, key: str, named: SubtitleName) -> tuple[int, SubtitleReading]:
    """What one subtitle file gives."""
    from vindex_assets.media.subtitles.formats.parsed import UnreadableSubtitles
    from vindex_assets.media.subtitles.judge import judge_cues
    from vindex_assets.media.subtitles.read import read_sidecar

    name = PurePosixPath(key).name
    source = f"the subtitle file {name}"
    try:
        with task.library.bucket.local_path(key) as path:
            subtitles = read_sidecar(path, name=name, language=named.language)
    except UnreadableSubtitles as error:
        return 0, SubtitleReading(notes=(Note("subtitles_unreadable", f"{source} cannot be read: {error}"),))
    verdict = judge_cues(subtitles.cues, duration_s=task.duration_s, source=source)
    if verdict.refusal:
        return 0, _passed_over(source, verdict.refusal, *subtitles.notes)
    language = named.language or subtitles.language
    return verdict.words, _reading(task, verdict, f"subtitle file {name}", language, subtitles.notes)


def _read_track(task: VideoTask) -> tuple[int, SubtitleReading]:
    """What the text tracks inside the video give."""
    from vindex_assets.media.manifest import VideoManifest
    from vindex_assets.media.subtitles.cues import Cue
    from vindex_assets.media.subtitles.embedded import forced_track_notes
    from vindex_assets.media.subtitles.judge import judge_cues

    manifest = VideoManifest.from_dict(task.video_record().manifest)
    if not manifest.subtitle_streams:
        return 0, SubtitleReading(notes=tuple(forced_track_notes(manifest)))
    track = task.run_in_child("read_subtitles", spoken_language(task))
    cues, notes = [Cue.from_values(cue) for cue in track["cues"]], from_values(track)
    if not cues:
        return 0, SubtitleReading(notes=notes)
    verdict = judge_cues(cues, duration_s=task.duration_s, source="the subtitle track")
    return verdict.words, _reading(task, verdict, "subtitle track in the video", track["language"], notes)


def _reading(
    task: VideoTask, verdict: Verdict, origin: str, language: str | None, notes: tuple[Note, ...]
) -> SubtitleReading:
    """The reading of subtitles that are a transcript."""
    from vindex_assets.speech.segments import from_cues

    transcription = Transcription(origin=origin, segments=from_cues(verdict.cues, language=language))
    return SubtitleReading(transcription, (*notes, *verdict.notes), verdict.is_sparse(task.duration_s))


def _passed_over(source: str, reason: str, *met: Note) -> SubtitleReading:
    return SubtitleReading(notes=(*met, Note("subtitles_passed_over", f"{source} was passed over: {reason}")))


def spoken_language(task: VideoTask) -> str | None:
    """The language that the sound track states, else the one that the settings prefer."""
    from vindex_assets.media.manifest import VideoManifest

    stated = VideoManifest.from_dict(task.video_record().manifest).spoken_language
    return stated or task.library.settings.audio_language or None
