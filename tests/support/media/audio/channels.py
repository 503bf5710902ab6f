"""Sound files of several channels, and the mono that the product makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.support.media.audio.tracks import RATE
from tests.support.media.derived_files import probe_clip
from vindex_assets.media.audio.mono import extract_mono
from vindex_search.contract.notes import Note

Signal = npt.NDArray[np.float64]  # shares of full scale


def write_channels(target: Path, channels: list[Signal], layout: str, *, rate: int = RATE) -> Path:
    """A file of 16-bit samples with these channels in the order of the layout."""
    import av

    packed = (32_767 * np.stack(channels, axis=1)).astype(np.int16).reshape(1, -1)
    with av.open(str(target), "w") as sink:
        stream = sink.add_stream("pcm_s16le", rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(packed, "s16", layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        sink.mux([*stream.encode(frame), *stream.encode(None)])
    return target


def surround(layout: str, sounds: Mapping[str, Signal]) -> list[Signal]:
    """The channels of a layout: those that are named, and silence in the others."""
    from av.audio.layout import AudioLayout

    nothing = np.zeros_like(next(iter(sounds.values())))
    return [sounds.get(channel.name, nothing) for channel in AudioLayout(layout).channels]


def mono_of(path: Path, folder: Path) -> tuple[Signal, tuple[Note, ...]]:
    """What `extract_mono` writes, as shares of full scale, and its notes."""
    import av

    _, notes = extract_mono(path, probe_clip(path), folder / "audio.flac")
    with av.open(str(folder / "audio.flac")) as container:
        blocks = [frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)]
    return np.concatenate(blocks).astype(np.float64) / 32_767, notes


def ffmpeg_mono(path: Path) -> Signal:
    """FFmpeg's own mix of a file to mono, as shares of full scale."""
    import av

    with av.open(str(path)) as container:
        resampler = av.AudioResampler("s16", "mono", 16_000)
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]).astype(np.float64) / 32_767


def level_db(signal: Signal) -> float:
    """Mean level in dB of full scale."""
    return float(10 * np.log10(np.mean(signal**2) + 1e-12))
