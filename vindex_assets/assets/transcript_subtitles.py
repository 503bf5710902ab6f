"""The transcript that the subtitles of a video give: the best of its subtitle files and of the tracks inside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from vindex_assets.assets.transcript_sources import Transcription
from vindex_assets.failures import DecoderDied
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.common.languages import same_language
from vindex_search.common.subtitle_names import SubtitleName, read_sidecar_name
from vindex_search.contract.notes import Note, from_values
from vindex_search.videos.asset_status import sidecars_of

if TYPE_CHECKING:
    from vindex_assets.media.subtitles.cues import Cue
    from vindex_assets.media.subtitles.sidecars.reading import Sidecar

FORCED: Final = "by its name it is for foreign parts and signs alone"
MAX_SIDECARS: Final = 32  # of a video are read: one a language, as of films for all of Europe
TOO_MANY: Final = f"at most {MAX_SIDECARS} are read of a video"
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
    files = sidecars_of(task.asset, upload)
    named = [(key, read_sidecar_name(key, upload.object_key)) for key, _version in files]

    def rank(each: tuple[str, SubtitleName]) -> tuple[bool, bool, str, str]:
        key, name = each
        return not same_language(name.language, spoken), name.for_hearing_impaired, name.language or "", key

    whole = sorted((each for each in named if not _is_partial(each[1])), key=rank)
    yield from _read_sidecars(task, whole[:MAX_SIDECARS])
    if len(whole) > MAX_SIDECARS:
        yield 0, _passed_over(f"a number of further subtitle files ({len(whole) - MAX_SIDECARS})", TOO_MANY)
    yield _read_track(task)
    partial = [each for each in named if _is_partial(each[1])]
    for key, name in partial[:MAX_SIDECARS]:
        yield 0, _passed_over(f"the subtitle file {PurePosixPath(key).name}", FORCED if name.is_forced else NO_DIALOGUE)


def _is_partial(name: SubtitleName) -> bool:
    return name.is_forced or name.is_no_dialogue


def _read_sidecars(task: VideoTask, named: Sequence[tuple[str, SubtitleName]]) -> Iterator[tuple[int, SubtitleReading]]:
    """What subtitle files give, up to the first that is a whole transcript; all are read in one child process."""
    from vindex_assets.media.subtitles.sidecars.in_child import read_in_child

    with ExitStack() as opened:
        files = [_open_sidecar(task, key, name, opened) for key, name in named]
        readings = read_in_child(files, duration_s=task.duration_s)
    for file, reading in zip(files, readings, strict=False):
        if not reading.is_transcript:
            yield 0, SubtitleReading(notes=reading.notes)
            continue
        language = file.language or reading.language
        given = _reading(reading.cues, f"subtitle file {file.name}", language, reading.notes)
        yield reading.words, replace(given, is_sparse=reading.is_sparse)


def _open_sidecar(task: VideoTask, key: str, named: SubtitleName, opened: ExitStack) -> Sidecar:
    """A subtitle file on this machine as long as `opened` is; one that is gone or too large is not fetched."""
    from vindex_assets.media.subtitles.limits import size_fault
    from vindex_assets.media.subtitles.sidecars.reading import GONE, Sidecar

    file = Sidecar(PurePosixPath(key).name, named.language)
    found = task.library.bucket.stat(key)
    fault = size_fault(found.size) if found else GONE
    if fault:
        return replace(file, fault=fault)
    try:
        return replace(file, path=str(opened.enter_context(task.library.bucket.local_path(key))))
    except FileNotFoundError:
        return replace(file, fault=GONE)


def _read_track(task: VideoTask) -> tuple[int, SubtitleReading]:
    """What the text tracks inside the video give."""
    from vindex_assets.media.manifest import VideoManifest
    from vindex_assets.media.subtitles.cues import Cue
    from vindex_assets.media.subtitles.embedded import forced_track_notes
    from vindex_assets.media.subtitles.judge import judge_cues

    manifest = VideoManifest.from_dict(task.video_record().manifest)
    if not manifest.subtitle_streams:
        return 0, SubtitleReading(notes=tuple(forced_track_notes(manifest)))
    try:
        track = task.run_in_child("read_subtitles", spoken_language(task))
    except DecoderDied as death:
        text = f"the subtitle tracks in the video cannot be read: {death.reason}"
        return 0, SubtitleReading(notes=(Note("subtitles_unreadable", text),))
    cues, notes = [Cue.from_values(cue) for cue in track["cues"]], from_values(track)
    if not cues:
        return 0, SubtitleReading(notes=notes)
    verdict = judge_cues(cues, duration_s=task.duration_s, source="the subtitle track")
    reading = _reading(verdict.cues, "subtitle track in the video", track["language"], (*notes, *verdict.notes))
    return verdict.words, replace(reading, is_sparse=verdict.is_sparse(task.duration_s))


def _reading(cues: Sequence[Cue], origin: str, language: str | None, notes: tuple[Note, ...]) -> SubtitleReading:
    """The reading of subtitles that are a transcript."""
    from vindex_assets.speech.segments import from_cues

    return SubtitleReading(Transcription(origin=origin, segments=from_cues(cues, language=language)), notes)


def _passed_over(source: str, reason: str, *met: Note) -> SubtitleReading:
    return SubtitleReading(notes=(*met, Note("subtitles_passed_over", f"{source} was passed over: {reason}")))


def spoken_language(task: VideoTask) -> str | None:
    """The language that the sound track states, else the one that the settings prefer."""
    from vindex_assets.media.manifest import VideoManifest

    stated = VideoManifest.from_dict(task.video_record().manifest).spoken_language
    return stated or task.library.settings.audio_language or None
