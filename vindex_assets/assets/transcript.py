"""`transcript`: what is said, from the video's own subtitles where it has them, else from speech recognition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

import dagster as dg

from vindex_assets.assets.factory import build_asset
from vindex_assets.pipeline.step import AssetStep, Metadata, VideoTask
from vindex_search.contract.artefacts import AUDIO, TRANSCRIPT, TRANSCRIPT_PROGRESS
from vindex_search.contract.record_format import Fields, Record
from vindex_search.contract.records import VideoRecord
from vindex_search.models.weights import WeightsLocator

if TYPE_CHECKING:
    import polars as pl

    from vindex_assets.speech.diarizer import Diarizer
    from vindex_assets.speech.segments import Recogniser, Segment

EXCERPT: Final = 600  # characters of the transcript shown in the metadata
LISTENING: Final = 0.7  # share of the work where voices are told apart as well


@dataclass(frozen=True, slots=True)
class Transcription:
    """Segments, where they come from, and what there is to say of how they were had."""

    origin: str
    segments: list[Segment]
    note: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TranscriptProgress(Record):
    """How far a transcription under way has come.

    Attributes:
        stamp: Fingerprint of what the transcript is made from; with another one the rest is worth nothing.
        until_s: Up to where the sound was heard.
        segments: What was said until then, as the recogniser's segments are written.
    """

    FILE: ClassVar = TRANSCRIPT_PROGRESS
    stamp: str
    until_s: float
    segments: tuple[dict[str, Any], ...]

    @classmethod
    def _from_fields(cls, found: Fields) -> Self:
        return cls(stamp=found.string("stamp"), until_s=found.number("until_s"), segments=found.objects("segments"))


def make(work: VideoTask) -> None:
    """Write `transcript.parquet`; a video without speech gets an empty one, with the reason.

    Raises:
        Permanent: a subtitle file beside the video cannot be read, or the device's memory does not hold its sound.
    """
    from vindex_assets.speech.segments import normalize_segments, to_table

    store = work.library.store
    probed = work.video_record()
    found = _wanted(work, probed)
    table = to_table(normalize_segments(found.segments, duration_s=probed.duration_s))
    note = {"origin": found.origin, **found.note, **_in_short(table)}
    store.write_table(work.video_id, TRANSCRIPT, table, work.stamp.with_note(note))
    store.remove_record(work.video_id, TranscriptProgress)


def _in_short(table: pl.DataFrame) -> dict[str, Any]:
    """What lists of videos show of a transcript without reading it: its segments, and the language of most of them."""
    languages = table["language"].drop_nulls()
    most = {"language": Counter(languages).most_common(1)[0][0]} if len(languages) else {}
    return {"segments": len(table), **most}


def _wanted(work: VideoTask, probed: VideoRecord) -> Transcription:
    """From the sources that the settings name; by default subtitles where there are some, else the sound."""
    source = work.library.settings.transcript_source
    written = None if source == "asr" else _sidecar(work, probed) or _embedded(work, probed)
    if source == "subtitles":
        return written or Transcription("the video has no subtitles, and nothing else is asked for", [])
    if written and source == "auto":
        return written
    heard = _recognised(work, probed)
    if not written:
        return heard
    return Transcription(f"{written.origin}; {heard.origin}", [*written.segments, *heard.segments], heard.note)


def _sidecar(work: VideoTask, probed: VideoRecord) -> Transcription | None:
    """From the first subtitle file beside the upload that says anything, that of the sound's language first."""
    from vindex_assets.media.subtitles.read import read_sidecar
    from vindex_assets.speech.subtitle_segments import from_cues
    from vindex_search.common.languages import same_language

    upload, spoken = work.upload_record(), _spoken(work, probed)
    stated = [(key, _language(key, of=upload.object_key)) for key, _version in upload.sidecars]
    for key, language in sorted(stated, key=lambda one: (not same_language(one[1], spoken), one[1] or "")):
        with work.library.bucket.local(key) as path:
            cues = read_sidecar(path)
        if cues:
            return Transcription(f"subtitle file {PurePosixPath(key).name}", from_cues(cues, language=language))
    return None


def _spoken(work: VideoTask, probed: VideoRecord) -> str | None:
    """The language that the sound says it is in, else the one that the settings prefer."""
    from vindex_assets.media.manifest import VideoManifest

    return VideoManifest.from_dict(probed.manifest).spoken_language or work.library.settings.audio_language or None


def _language(sidecar: str, *, of: str) -> str | None:
    """The language that a sidecar's name states: `talk.en.vtt` of `talk.mp4`."""
    from vindex_search.common.languages import language_of

    code = PurePosixPath(sidecar).stem.removeprefix(PurePosixPath(of).stem).removeprefix(".")
    return code if language_of(code) else None


def _embedded(work: VideoTask, probed: VideoRecord) -> Transcription | None:
    """From a text track inside the video."""
    from vindex_assets.media.subtitles.cues import Cue
    from vindex_assets.speech.subtitle_segments import from_cues

    if not probed.manifest["subtitle_streams"]:
        return None
    found = work.run_in_child("read_subtitles", _spoken(work, probed))
    cues = [Cue(**cue) for cue in found["cues"]]
    return Transcription("subtitle track in the video", from_cues(cues, language=found["language"])) if cues else None


def _recognised(work: VideoTask, probed: VideoRecord) -> Transcription:
    """From the sound, by the recogniser of the model set, without what it made up."""
    from vindex_assets.speech.factory import open_diarizer, open_recogniser
    from vindex_assets.speech.hallucination_filter import drop_hallucinations, measure_loudness

    stamp = work.library.store.stamp(work.video_id, AUDIO)
    if stamp and "absent" in stamp.note:
        return Transcription(stamp.note["absent"], [])
    models, weights = work.library.models, WeightsLocator(work.library.settings.models_dir)
    chosen, voices = open_recogniser(models, weights), open_diarizer(models, weights)
    with work.library.store.local_path(work.video_id, AUDIO) as path:
        heard = _listened(work, chosen, path, probed.duration_s, LISTENING if voices else 1.0)
        told = drop_hallucinations(heard, measure_loudness(path))
        said = _told_apart(work, voices, path, told.segments) if voices else list(told.segments)
    note = {"dropped_over_silence": told.over_silence, "dropped_in_loops": told.in_loops}
    notes = {"notes": "; ".join(chosen.notes)} if chosen.notes else {}
    return Transcription(f"speech recognition ({chosen.name})", said, {**note, **notes})


def _told_apart(work: VideoTask, voices: Diarizer, audio: Path, segments: Sequence[Segment]) -> list[Segment]:
    """The segments with their speakers; where nothing is said nobody is looked for."""
    from vindex_assets.speech.speaker_turns import assign_speakers

    if not segments:
        return []
    turns = voices.diarize(audio, progress=lambda share: work.report_progress(LISTENING + (1 - LISTENING) * share))
    return assign_speakers(segments, turns)


def _listened(work: VideoTask, chosen: Recogniser, audio: Path, duration_s: float, share: float) -> list[Segment]:
    """What is said, from where an earlier try was killed; what is heard is written down window by window."""
    from vindex_assets.speech.resumable import transcribe_resumable
    from vindex_assets.speech.segments import from_row

    store, made_from = work.library.store, work.stamp.fingerprint

    def keep(until_s: float, segments: Sequence[Segment]) -> None:
        rows = tuple(asdict(segment) for segment in segments)
        store.write_record(work.video_id, TranscriptProgress(made_from, until_s, rows))

    before = store.try_read_record(work.video_id, TranscriptProgress)
    if before is None or before.stamp != made_from:
        before = TranscriptProgress(made_from, 0.0, ())
    return transcribe_resumable(
        chosen,
        audio,
        previous_segments=[from_row(row) for row in before.segments],
        resume_from_s=before.until_s,
        save_progress=keep,
        progress=lambda seconds: work.report_progress(share * seconds / max(duration_s, 1e-3)),
    )


def describe(work: VideoTask) -> Metadata:
    """Where the text comes from, how much there is, and how it begins."""
    store = work.library.store
    table = store.read_table(work.video_id, TRANSCRIPT, columns=["text", "language", "speaker"])
    stamp = store.stamp(work.video_id, TRANSCRIPT)
    text = " ".join(table["text"].to_list())
    return {
        **(stamp.note if stamp else {}),
        "segments": len(table),
        "words": len(text.split()),
        "speakers": table["speaker"].drop_nulls().n_unique(),
        "languages": ", ".join(sorted(set(table["language"].drop_nulls()))) or "none",
        "excerpt": dg.MetadataValue.md(text[:EXCERPT] or "(nothing is said)"),
    }


STEP: Final = AssetStep("transcript", make, describe)


transcript: Final = build_asset(STEP, __doc__)
