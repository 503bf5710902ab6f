"""Channel layouts: what the channels are called, and which of them FFmpeg's mix to mono holds."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from av.audio.layout import AudioLayout

SILENT_GAIN: Final = 1e-3  # of a channel in the mix: it is left out
AMBISONIC: Final = "ambisonic"  # layouts of directions rather than loudspeakers
BASS: Final = "low frequency"  # in the name of a channel that no mix to mono holds
STEREO: Final = ("left", "right")
PROBE_RATE: Final = 16_000  # samples a second of the impulse that tells a channel's gain


def channel_names(layout: AudioLayout) -> tuple[str, ...]:
    """What the channels are called; by number where the layout of more than two does not say."""
    if layout.nb_channels == len(STEREO) and layout.name in {"stereo", "2 channels"}:
        return STEREO
    return tuple(
        channel.description if channel.name not in {"NONE", "UNK"} else str(number)
        for number, channel in enumerate(layout.channels, 1)
    )


@lru_cache(maxsize=64)
def heard_channels(layout: str) -> tuple[int, ...]:
    """The channels that FFmpeg's mix of a layout holds; none where FFmpeg cannot mix it.

    Ambisonic sound is mixed already: its first channel is what a microphone without direction hears.
    """
    import av
    from av.audio.layout import AudioLayout

    if layout.startswith(AMBISONIC):
        return (0,)
    try:
        channels = AudioLayout(layout).nb_channels
        gains = [_gain(layout, channels, channel) for channel in range(channels)]
    except (av.FFmpegError, ValueError):
        return ()
    return tuple(channel for channel, gain in enumerate(gains) if gain > SILENT_GAIN)


def _gain(layout: str, channels: int, channel: int) -> float:
    """How loud a channel is in FFmpeg's mix of a layout, from 0 to 1."""
    import av

    samples = np.zeros((PROBE_RATE // 100, channels), np.float32)
    samples[:, channel] = 1.0
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), "flt", layout)
    frame.sample_rate = PROBE_RATE
    mixed = av.AudioResampler("flt", "mono", PROBE_RATE).resample(frame)
    return float(max((np.abs(one.to_ndarray()).max() for one in mixed), default=0.0))


def left_out_channels(layout: AudioLayout) -> tuple[int, ...]:
    """Channels that FFmpeg leaves out of its mix although the layout does not say that they are for bass only."""
    heard = heard_channels(layout.name)
    if not heard or layout.name.startswith(AMBISONIC):
        return ()
    return tuple(n for n, name in enumerate(channel_names(layout)) if n not in heard and BASS not in name)
