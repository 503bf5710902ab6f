"""The waveform of a video: that which was kept when its sound was decoded, else made of its sound now, and kept."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import Final

from vindex_search.clips.waveforms.child import FILE, measure_peaks
from vindex_search.contract.artefacts import AUDIO, WAVEFORM
from vindex_search.contract.records import UploadRecord
from vindex_search.contract.waveform import SAMPLE_RATE, SAMPLES_PER_PIXEL, Waveform
from vindex_search.sandbox import run_sandboxed
from vindex_search.storage import files
from vindex_search.storage.stamp import Stamp
from vindex_search.storage.store import Store

DEADLINE_S: Final = 120.0  # twelve hours of FLAC were measured to take half a minute
_one_at_a_time = threading.Lock()


class NoWaveform(Exception):
    """The video has no sound, or it was not decoded yet."""


def waveform_of(store: Store, video_id: str) -> Waveform:
    """The waveform of a video.

    Raises:
        NoWaveform: there is no sound to make it of.
        VideoFailure: the sound cannot be read.
    """
    stamp = store.try_stamp(video_id, AUDIO)
    if stamp is None:
        raise NoWaveform("the sound of the video was not decoded yet")
    if "absent" in stamp.note:
        return Waveform(SAMPLE_RATE, SAMPLES_PER_PIXEL, b"")  # of no length: it has no sound
    if kept := _kept(store, video_id, stamp):
        return kept
    with _one_at_a_time:
        return _kept(store, video_id, stamp) or _made(store, video_id, stamp)


def _kept(store: Store, video_id: str, stamp: Stamp) -> Waveform | None:
    """What is kept of the sound with this stamp; None where nothing is, or nothing that can be read."""
    own = store.try_stamp(video_id, WAVEFORM)
    if own is None or own.fingerprint != stamp.fingerprint:
        return None
    try:
        return Waveform.from_bytes(files.read(store.path(video_id, WAVEFORM)))
    except (FileNotFoundError, ValueError):
        return None


def _made(store: Store, video_id: str, stamp: Stamp) -> Waveform:
    try:
        with tempfile.TemporaryDirectory(prefix="vindex-waveform-") as name, store.local_path(video_id, AUDIO) as sound:
            folder = Path(name)
            readable = [sound]
            run_sandboxed(measure_peaks, str(sound), name, deadline_s=DEADLINE_S, readable=readable, writable=folder)
            data = (folder / FILE).read_bytes()
    except FileNotFoundError:
        raise NoWaveform("the video was removed since") from None
    store.write_bytes(video_id, WAVEFORM, data, stamp)
    if store.try_read_record(video_id, UploadRecord) is None:  # deleted meanwhile: nothing of it is to come back
        path = store.path(video_id, WAVEFORM)
        files.remove(path)
        files.remove(files.stamp_path(path))
        raise NoWaveform("the video was removed since")
    return Waveform.from_bytes(data)
