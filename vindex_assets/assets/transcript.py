"""`transcript`: what is said, from the video's own subtitles where it has them, else from speech recognition."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import dagster as dg

from vindex_assets.assets.factory import build_asset
from vindex_assets.assets.transcript_sources import (
    Transcription,
    TranscriptProgress,
    read_subtitles,
    recognise_speech,
)
from vindex_assets.pipeline.materialization import Metadata
from vindex_assets.pipeline.step import AssetStep
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import TRANSCRIPT

if TYPE_CHECKING:
    import polars as pl

EXCERPT_LENGTH: Final = 600  # characters of the transcript shown in the metadata
NO_SUBTITLES: Final = "the video has no subtitles, and VINDEX_TRANSCRIPT_SOURCE allows no speech recognition"


def make(task: VideoTask) -> None:
    """Write `transcript.parquet`; a video without speech gets an empty one, with the reason.

    Raises:
        Permanent: a subtitle file beside the video cannot be read, or the device's memory does not hold its sound.
    """
    from vindex_assets.speech.segments import normalize_segments, to_table

    store, transcription = task.library.store, _transcribe(task)
    table = to_table(normalize_segments(transcription.segments, duration_s=task.video_record().duration_s))
    note = {"origin": transcription.origin, **transcription.note, **_summary(table)}
    store.write_table(task.video_id, TRANSCRIPT, table, task.stamp.with_note(note))
    store.remove_record(task.video_id, TranscriptProgress)


def _transcribe(task: VideoTask) -> Transcription:
    """The transcript from the sources that the setting names: `auto`, `subtitles`, `asr` or `both`."""
    source = task.library.settings.transcript_source
    if source == "asr":
        return recognise_speech(task)
    subtitles = read_subtitles(task)
    if source == "subtitles":
        return subtitles or Transcription(origin=NO_SUBTITLES, segments=[])
    if subtitles is None:
        return recognise_speech(task)
    return _join(subtitles, recognise_speech(task)) if source == "both" else subtitles


def _join(subtitles: Transcription, recognised: Transcription) -> Transcription:
    return Transcription(
        origin=f"{subtitles.origin}; {recognised.origin}",
        segments=[*subtitles.segments, *recognised.segments],
        note=recognised.note,
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
        "excerpt": dg.MetadataValue.md(text[:EXCERPT_LENGTH] or "(no speech)"),
    }


STEP: Final = AssetStep(asset="transcript", make=make, describe=describe)

transcript: Final = build_asset(STEP, __doc__)
