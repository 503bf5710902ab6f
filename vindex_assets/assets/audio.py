"""`audio`: the sound track as 16 kHz mono FLAC, in step with the picture."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from vindex_assets.assets.factory import build_asset
from vindex_assets.media.probe.streams import absence_reason
from vindex_assets.pipeline.metadata.materialization import Metadata
from vindex_assets.pipeline.step import AssetStep
from vindex_assets.pipeline.video_task import VideoTask
from vindex_search.contract.artefacts import AUDIO, WAVEFORM


def make(task: VideoTask) -> None:
    """Write `audio.flac`; where there is no sound, only its stamp with the reason.

    Raises:
        Permanent: decoding crashed, hung or took too much memory.
    """
    store = task.library.store
    manifest = task.video_record().manifest
    if manifest["audio_stream"] is None:
        note = {"absent": absence_reason(manifest, "audio")}
        store.write_bytes(task.video_id, AUDIO, None, task.stamp.with_note(note))
        return
    from vindex_assets.media.audio.extract import WAVEFORM_SUFFIX
    from vindex_assets.media.child_tasks import AUDIO_FILE

    with tempfile.TemporaryDirectory(prefix="vindex-") as folder:
        note = task.run_in_child("write_audio", folder, writable=Path(folder))
        peaks = (Path(folder) / AUDIO_FILE).with_suffix(WAVEFORM_SUFFIX).read_bytes()
        store.write_bytes(
            task.video_id, WAVEFORM, peaks, task.stamp
        )  # before the sound, which says that both are there
        store.write_file(task.video_id, AUDIO, Path(folder) / AUDIO_FILE, task.stamp.with_note(note))


def describe(task: VideoTask) -> Metadata:
    """Seconds, silence and clipping, or why there is no sound."""
    stamp = task.library.store.stamp(task.video_id, AUDIO)
    return dict(stamp.note) if stamp else {}


STEP: Final = AssetStep(asset="audio", make=make, describe=describe)

audio: Final = build_asset(STEP, __doc__)
