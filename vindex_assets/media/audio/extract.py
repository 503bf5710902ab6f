"""Extraction of the audio track as speech recognition expects it: 16 kHz mono FLAC, in sync with the video."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vindex_assets.failures import Permanent
from vindex_assets.media.audio.decoded_sound import DecodedSound, TimedSamples
from vindex_assets.media.audio.downmix import Downmix
from vindex_assets.media.audio.loudness import AudioStats, LevelMeter, Samples, audio_frame
from vindex_assets.media.container import decode_frames, open_container
from vindex_assets.media.manifest import VideoManifest
from vindex_search.contract.waveform import PeakMeter

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

SAMPLE_RATE: Final = 16_000
WAVEFORM_SUFFIX: Final = ".dat"  # of the file with the peaks, beside the sound
MIN_GAP_S: Final = 0.05  # smaller gaps between time stamps are rounding
MAX_OVERRUN_S: Final = 1.0  # a time stamp so far beyond the stated end is damage, not a pause
SILENCE_SAMPLES: Final = 10 * SAMPLE_RATE  # written at once, so that hours of silence are never in memory


def extract_audio(
    path: Path,
    manifest: VideoManifest,
    out: Path,
    *,
    progress: Callable[[float], None] | None = None,
    downmix: Downmix | None = None,
) -> AudioStats:
    """Write the manifest's audio stream to `out` as FLAC, and its peaks beside it; damaged parts become silence.

    Args:
        path: The video.
        manifest: Of the same file, with an audio stream.
        out: File to write.
        progress: Called with the seconds written so far.
        downmix: Measures the channels, or mixes them by its plan.

    Raises:
        Permanent: the file has no video stream, and not one audio sample can be decoded.
    """
    import av

    meter, peaks = LevelMeter(rate=SAMPLE_RATE), PeakMeter()
    decoded = DecodedSound()
    blocks = decoded.counted(
        _decode_resampled(path, manifest, decoded.losses.lose, downmix or Downmix(manifest.start_s))
    )
    with av.open(str(out), "w", format="flac") as sink:
        stream: Any = sink.add_stream("flac", rate=SAMPLE_RATE, layout="mono")
        for samples in align_blocks(blocks, duration_s=manifest.duration_s):
            sink.mux(stream.encode(audio_frame(samples, pts=meter.sample_count, rate=SAMPLE_RATE)))
            meter.add(samples)
            peaks.add(samples)
            if progress:
                progress(meter.sample_count / SAMPLE_RATE)
        sink.mux(stream.encode(None))
    out.with_suffix(WAVEFORM_SUFFIX).write_bytes(peaks.waveform().to_bytes())
    if not meter.sample_count and manifest.video_stream is None:
        raise Permanent("the audio stream holds no sound that can be decoded")
    losses = decoded.losses
    return replace(
        meter.stats(lost=losses.count),
        decoded_s=decoded.samples / SAMPLE_RATE,
        lost_from_s=losses.start_s,
        lost_until_s=losses.end_s,
    )


def align_blocks(blocks: Iterable[TimedSamples], *, duration_s: float) -> Iterator[Samples]:
    """Blocks such that sample n is heard at n / SAMPLE_RATE: gaps become silence, overlaps are cut off.

        time              0   1   2   3   4
        blocks        [aaaAAAA]   [BBBB]            a: before time zero
                                     [bCCCC]        b: overlaps with B
        output            AAAA----BBBBCCCC          -: silence

    Args:
        blocks: In order, each with its start; one without a start follows directly.
        duration_s: Of the video: a gap that leads beyond it is not filled.
    """
    written = 0
    for start_s, samples in blocks:
        gap = 0 if start_s is None else round(start_s * SAMPLE_RATE) - written  # in samples; negative: an overlap
        if gap > MIN_GAP_S * SAMPLE_RATE and (written + gap) / SAMPLE_RATE <= duration_s + MAX_OVERRUN_S:
            yield from _silence(gap)
            written += gap
        remaining = samples[-gap:] if gap < -MIN_GAP_S * SAMPLE_RATE else samples
        if len(remaining):
            yield remaining
            written += len(remaining)


def _silence(samples: int) -> Iterator[Samples]:
    for start in range(0, samples, SILENCE_SAMPLES):
        yield np.zeros(min(SILENCE_SAMPLES, samples - start), np.int16)


def _decode_resampled(
    path: Path, manifest: VideoManifest, on_lost_packet: Callable[[], None], downmix: Downmix
) -> Iterator[TimedSamples]:
    """The audio stream at 16 kHz mono; its sample format, layout and rate may change on the way."""
    import av

    resampler: Any = None
    input_format: object = None
    with open_container(path) as container:
        stream = container.streams[manifest.audio_stream or 0]
        frames = decode_frames(container, stream, on_lost_packet=on_lost_packet, clocks=manifest.clocks)
        for frame in downmix.through(frames):
            if input_format != _input_format(frame):
                yield from _timed_samples(_drain(resampler), manifest.start_s)
                resampler, input_format = av.AudioResampler("s16", "mono", SAMPLE_RATE), _input_format(frame)
            try:
                resampled = resampler.resample(frame)
            except av.FFmpegError:  # damage claims an impossible format: 247 channels without a layout
                resampler = input_format = None
                on_lost_packet()
            else:
                yield from _timed_samples(resampled, manifest.start_s)
    yield from _timed_samples(_drain(resampler), manifest.start_s)


def _input_format(frame: AudioFrame) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _drain(resampler: Any) -> Iterable[AudioFrame]:
    """The frames that a resampler still holds; none without a resampler."""
    return resampler.resample(None) if resampler else ()


def _timed_samples(frames: Iterable[Any], start_s: float) -> Iterator[TimedSamples]:
    for frame in frames:
        frame_start_s = None if frame.pts is None else float(frame.pts * frame.time_base) - start_s
        yield frame_start_s, frame.to_ndarray().reshape(-1)
