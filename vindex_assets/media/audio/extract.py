"""The sound track as recognisers want it: 16 kHz, mono, FLAC, second for second in step with the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vindex_assets.failures import Permanent
from vindex_assets.media.audio.loudness import AudioStats, LevelMeter, Samples, audio_frame
from vindex_assets.media.container import decode_frames, open_container
from vindex_assets.media.manifest import VideoManifest

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

SAMPLE_RATE: Final = 16_000
GAP_S: Final = 0.05  # smaller gaps between timestamps are rounding, larger ones are filled with silence
BEYOND_S: Final = 1.0  # a timestamp so far after the stated end is damage, not a pause
CHUNK: Final = 10 * SAMPLE_RATE  # silence is written in pieces: hours of it are never held at once

Timed = tuple[float | None, Samples]  # player's seconds, where the file tells them


def extract_audio(
    path: Path, manifest: VideoManifest, out: Path, *, progress: Callable[[float], None] | None = None
) -> AudioStats:
    """Write the manifest's audio stream to `out` as FLAC; what is damaged becomes silence of the same length.

    Args:
        path: The video.
        manifest: Of the same file, with an audio stream.
        out: File to write.
        progress: Called with the seconds written so far.

    Raises:
        Permanent: the file has neither picture nor one sample that can be decoded.
    """
    import av

    level = LevelMeter(rate=SAMPLE_RATE)
    lost: list[None] = []
    blocks = _decoded(path, manifest, lambda: lost.append(None))
    with av.open(str(out), "w", format="flac") as sink:
        stream: Any = sink.add_stream("flac", rate=SAMPLE_RATE, layout="mono")
        for samples in align_blocks(blocks, duration_s=manifest.duration_s):
            sink.mux(stream.encode(audio_frame(samples, at=level.sample_count, rate=SAMPLE_RATE)))
            level.add(samples)
            if progress:
                progress(level.sample_count / SAMPLE_RATE)
        sink.mux(stream.encode(None))
    if not level.sample_count and manifest.video_stream is None:
        raise Permanent("the audio stream holds no sound that can be decoded")
    return level.stats(lost=len(lost))


def align_blocks(blocks: Iterable[Timed], *, duration_s: float) -> Iterator[Samples]:
    """Blocks without their times: gaps filled with silence, what lies before zero or overlaps cut off.

    Args:
        blocks: In order, with the second at which each begins; None follows on the one before.
        duration_s: Of the video: a gap that leads beyond it is no gap.
    """
    written = 0
    for at, samples in blocks:
        ahead = 0 if at is None else round(at * SAMPLE_RATE) - written
        if ahead > GAP_S * SAMPLE_RATE and (written + ahead) / SAMPLE_RATE <= duration_s + BEYOND_S:
            for start in range(0, ahead, CHUNK):
                yield np.zeros(min(CHUNK, ahead - start), np.int16)
            written += ahead
        kept = samples[-ahead:] if ahead < -GAP_S * SAMPLE_RATE else samples
        if len(kept):
            yield kept
            written += len(kept)


def _decoded(path: Path, manifest: VideoManifest, on_loss: Callable[[], None]) -> Iterator[Timed]:
    """Player's time and samples of each block, resampled; a stream may change its shape on the way."""
    import av

    resampler: Any = None
    shape: object = None
    with open_container(path) as container:
        for frame in decode_frames(container, container.streams[manifest.audio_stream or 0], on_lost_packet=on_loss):
            if shape != _shape(frame):
                yield from _timed(_rest(resampler), manifest.start_s)
                resampler, shape = av.AudioResampler("s16", "mono", SAMPLE_RATE), _shape(frame)
            try:
                made = resampler.resample(frame)
            except av.FFmpegError:  # a shape that damage made up: 247 channels, and no word of where they stand
                resampler = shape = None
                on_loss()
            else:
                yield from _timed(made, manifest.start_s)
    yield from _timed(_rest(resampler), manifest.start_s)


def _shape(frame: AudioFrame) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _rest(resampler: Any) -> Iterable[AudioFrame]:
    """What is left in a resampler; nothing where there is none yet."""
    return resampler.resample(None) if resampler else ()


def _timed(made: Iterable[Any], start_s: float) -> Iterator[Timed]:
    for frame in made:
        at = None if frame.pts is None else float(frame.pts * frame.time_base) - start_s
        yield at, frame.to_ndarray().reshape(-1)
