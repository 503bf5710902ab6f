"""The audio track as mono FLAC: read once, and anew where channels seem to cancel each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vindex_assets.media.audio.channel_notes import channel_notes
from vindex_assets.media.audio.channel_survey import ALL_BLOCKS
from vindex_assets.media.audio.downmix import Downmix
from vindex_assets.media.audio.extract import extract_audio
from vindex_assets.media.audio.loudness import AudioStats
from vindex_assets.media.audio.mix_plan import MixPlan
from vindex_assets.media.container import decode_frames, open_container
from vindex_assets.media.manifest import VideoManifest
from vindex_search.contract.notes import Note


def extract_mono(
    path: Path, manifest: VideoManifest, out: Path, *, progress: Callable[[float], None] | None = None
) -> tuple[AudioStats, tuple[Note, ...]]:
    """Write the manifest's audio stream to `out`, as `extract_audio` does, without losing what cancels in the mix.

    Raises:
        Permanent: as `extract_audio`.
    """
    survey = Downmix(manifest.start_s)
    stats = extract_audio(path, manifest, out, progress=progress, downmix=survey)
    plan = measured_plan(path, manifest, progress) if survey.plan().sections else MixPlan()
    if not plan.sections:
        return stats, ()
    planned = Downmix(manifest.start_s, plan)
    return extract_audio(path, manifest, out, progress=progress, downmix=planned), channel_notes(plan)


def measured_plan(path: Path, manifest: VideoManifest, progress: Callable[[float], None] | None) -> MixPlan:
    """How the manifest's audio stream has to be mixed, by all of its sound; `progress` is told the seconds measured."""
    survey = Downmix(manifest.start_s, strides=ALL_BLOCKS)
    with open_container(path) as container:
        stream = container.streams[manifest.audio_stream or 0]
        frames = decode_frames(container, stream, on_lost_packet=lambda: None, clocks=manifest.clocks)
        for _ in survey.through(frames):
            if progress:
                progress(survey.position_s)
    return survey.plan()
