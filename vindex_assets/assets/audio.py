"""`audio`: the sound track at 16 kHz, mono, in step with the picture."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from vindex_assets.assets.factory import build_asset
from vindex_assets.media.probe.streams import absence_reason
from vindex_assets.pipeline.step import AssetStep, Metadata, VideoTask
from vindex_search.contract.artefacts import AUDIO


def make(work: VideoTask) -> None:
    """Write `audio.flac`, or the reason why there is none.

    Raises:
        Permanent: decoding crashed, hung or took too much memory.
    """
    store = work.library.store
    facts = work.video_record().manifest
    if facts["audio_stream"] is None:
        note = {"absent": absence_reason(facts, "audio")}
        store.write_bytes(work.video_id, AUDIO, None, work.stamp.with_note(note))
        return
    from vindex_assets.media.child_tasks import AUDIO_FILE

    with tempfile.TemporaryDirectory(prefix="vindex-") as folder:
        found = work.run_in_child("write_audio", folder)
        store.write_file(work.video_id, AUDIO, Path(folder) / AUDIO_FILE, work.stamp.with_note(found))


def describe(work: VideoTask) -> Metadata:
    """Seconds, silence and clipping, or why there is no sound."""
    stamp = work.library.store.stamp(work.video_id, AUDIO)
    return dict(stamp.note) if stamp else {}


STEP: Final = AssetStep("audio", make, describe)


audio: Final = build_asset(STEP, __doc__)
