"""`transcript`: what is said, from the video's own subtitles where it has them, else from speech recognition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from vindex_assets.assets.factory import build_asset
from vindex_assets.assets.transcript_sources import Transcription, TranscriptProgress, recognise_speech
from vindex_assets.assets.transcript_subtitles import read_subtitles
from vindex_assets.pipeline.metadata.materialization import Metadata
from vindex_assets.pipeline.step import AssetStep
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.common.clock_time import player_time
from vindex_search.contract.artefacts import TRANSCRIPT
from vindex_search.contract.notes import Note, to_stamp
from vindex_search.models.weights import MissingWeights

if TYPE_CHECKING:
    import polars as pl

    from vindex_assets.speech.complement import Stretch

EXCERPT_LENGTH: Final = 600  # characters of the transcript shown in the metadata
NO_SUBTITLES: Final = "the video has no subtitles, and VINDEX_TRANSCRIPT_SOURCE allows no speech recognition"
NOT_TAKEN: Final = "the video's subtitles are no transcript, and VINDEX_TRANSCRIPT_SOURCE allows no speech recognition"


def make(task: VideoTask) -> None:
    """Write `transcript.parquet`; a video without speech gets an empty one, with the reason.

    Raises:
        Permanent: the device's memory does not hold the sound.
    """
    from vindex_assets.speech.segments import normalize_segments
    from vindex_search.passages.segments import to_table

    store, transcription = task.library.store, _transcribe(task)
    table = to_table(normalize_segments(transcription.segments, duration_s=task.video_record().duration_s))
    notes = to_stamp(transcription.notes)
    note = {"origin": transcription.origin, **transcription.note, **_summary(table), **notes}
    store.write_table(task.video_id, TRANSCRIPT, table, task.stamp.with_note(note))
    store.remove_record(task.video_id, TranscriptProgress)


def _transcribe(task: VideoTask) -> Transcription:
    """The transcript from the sources that the setting names: `auto`, `subtitles`, `asr` or `both`."""
    source = task.library.settings.transcript_source
    if source == "asr":
        return recognise_speech(task)
    reading = read_subtitles(task)
    if reading.transcription is None:
        absent = Transcription(origin=NOT_TAKEN if reading.notes else NO_SUBTITLES, segments=[])
        return _noted(absent if source == "subtitles" else recognise_speech(task), *reading.notes)
    subtitles = _noted(reading.transcription, *reading.notes)
    if source == "both":
        return _join(subtitles, recognise_speech(task))
    return subtitles if source == "subtitles" else _complete(task, subtitles, is_sparse=reading.is_sparse)


def _complete(task: VideoTask, subtitles: Transcription, *, is_sparse: bool) -> Transcription:
    """Subtitles, and what is heard beside them where they are but signs, or silent for long while people talk."""
    from vindex_assets.speech.complement import are_signs, count_words, is_talk, segments_in, stretches_without

    duration_s = task.duration_s
    stretches = stretches_without(subtitles.segments, duration_s=duration_s)
    recognised = _hear(task) if is_sparse or stretches else None
    if recognised is None:
        return subtitles
    if is_sparse and are_signs(subtitles.segments, recognised.segments, duration_s=duration_s):
        said, heard = count_words(subtitles.segments), count_words(recognised.segments)
        note = Note("subtitles_incomplete", f"{said} words stand in the {subtitles.origin}, and {heard} are heard")
        return _noted(_join(subtitles, recognised), note)
    unsaid = segments_in(recognised.segments, stretches)
    if not unsaid or not is_talk(unsaid, sum(end_s - start_s for start_s, end_s in stretches)):
        return subtitles
    return _noted(_join(subtitles, replace(recognised, segments=unsaid)), _incomplete(subtitles, stretches))


def _hear(task: VideoTask) -> Transcription | None:
    """What is heard; None where there is no sound, or where its recogniser is not on this machine."""
    try:
        recognised = recognise_speech(task)
    except MissingWeights:
        return None
    return recognised if recognised.segments else None


def _incomplete(subtitles: Transcription, stretches: Sequence[Stretch]) -> Note:
    spans = ", ".join(f"{player_time(start_s)} to {player_time(end_s)}" for start_s, end_s in stretches)
    text = f"the {subtitles.origin} has no cue from {spans}: what is said there was heard"
    return Note("subtitles_incomplete", text, start_s=stretches[0][0], end_s=stretches[-1][1])


def _noted(transcription: Transcription, *notes: Note) -> Transcription:
    """A transcription with more notes, which come before its own."""
    return replace(transcription, notes=(*notes, *transcription.notes))


def _join(subtitles: Transcription, recognised: Transcription) -> Transcription:
    return Transcription(
        origin=f"{subtitles.origin}; {recognised.origin}",
        segments=[*subtitles.segments, *recognised.segments],
        note=recognised.note,
        notes=(*subtitles.notes, *recognised.notes),
    )


def _summary(table: pl.DataFrame) -> dict[str, Any]:
    """What lists of videos show without reading the transcript: its segments, and the language of most of them."""
    languages = table["language"].drop_nulls()
    language = {"language": Counter(languages).most_common(1)[0][0]} if len(languages) else {}
    return {"segments": len(table), **language}


def describe(task: VideoTask) -> Metadata:
    """Where the text comes from, how much there is, and its beginning."""
    store = task.library.store
    table = store.read_table(task.video_id, TRANSCRIPT, columns=["text", "language", "speaker"])
    stamp = store.stamp(task.video_id, TRANSCRIPT)
    text = " ".join(table["text"].to_list())
    return {
        **(stamp.note if stamp else {}),
        "segments": len(table),
        "words": len(text.split()),
        "speakers": table["speaker"].drop_nulls().n_unique(),
        "languages": ", ".join(sorted(set(table["language"].drop_nulls()))) or "none",
        "excerpt": text[:EXCERPT_LENGTH] or "(no speech)",
    }


STEP: Final = AssetStep(asset="transcript", make=make, describe=describe)

transcript: Final = build_asset(STEP, __doc__)
