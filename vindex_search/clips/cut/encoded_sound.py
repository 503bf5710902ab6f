"""The sound decoded and encoded again, to the sample: where the film has none, or a hole, there is silence."""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_search.clips.cut.source import seconds
from vindex_search.clips.cut.task import CutTask

BIT_RATE: Final = 160_000
# That AAC and players have.
RATES: Final = frozenset({8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000})
DEFAULT_RATE: Final = 48_000
FRAME: Final = 1024  # samples of an AAC frame
JITTER_S: Final = 0.005  # Matroska rounds times to the millisecond: that is no hole


class EncodedSound:
    """The sound of a clip; `feed` before the origin of the clip is known keeps what is heard."""

    def __init__(self, sink: Any, stream: Any, task: CutTask) -> None:
        import av

        self.done = False
        self.end_s = task.start_s
        context = stream.codec_context
        self._sink, self._stream, self._task = sink, stream, task
        self._rate = context.sample_rate if context.sample_rate in RATES else DEFAULT_RATE
        layout = "mono" if context.layout.nb_channels == 1 else "stereo"
        self._resampler = av.AudioResampler(format="fltp", layout=layout, rate=self._rate)
        self._encoder = sink.add_stream("aac", rate=self._rate, layout=layout)
        self._encoder.bit_rate = BIT_RATE
        self._layout = layout
        self._early: deque[tuple[float, npt.NDArray[np.float32]]] = deque()
        self._held = np.zeros((1 if layout == "mono" else 2, 0), np.float32)
        self._written = 0  # samples that were handed to the encoder

    def feed(self, packet: Any, origin_s: float | None) -> None:
        """Decode a packet; what cannot be decoded is left out, and is silence."""
        import av

        try:
            frames = packet.decode()
        except av.FFmpegError:
            return
        for frame in frames:
            at = seconds(frame)
            self.done = self.done or at >= self._task.end_s
            for part in self._resampler.resample(frame):
                samples = part.to_ndarray().astype(np.float32, copy=False)
                self._early.append((at, samples))
                at += samples.shape[1] / self._rate
        if origin_s is not None:
            self.place_early(origin_s)

    def place_early(self, origin_s: float) -> None:
        """Place what was heard so far on the clip."""
        while self._early:
            at, samples = self._early.popleft()
            self._place(round((at - origin_s) * self._rate), samples, round((self._task.end_s - origin_s) * self._rate))
            self.end_s = origin_s + (self._written + self._held.shape[1]) / self._rate

    def finish(self) -> None:
        """Encode the rest."""
        self._encode_whole(last=True)
        self._sink.mux(self._encoder.encode(None))

    def _place(self, at: int, samples: npt.NDArray[np.float32], end: int) -> None:
        cursor = self._written + self._held.shape[1]
        hole = at - cursor
        if abs(hole) < JITTER_S * self._rate and cursor:
            hole = 0
        samples = samples[:, max(0, -hole) : max(0, end - max(at, cursor))]
        if samples.shape[1]:
            silence = np.zeros((samples.shape[0], max(0, hole)), np.float32)
            self._held = np.concatenate([self._held, silence, samples], axis=1)
            self._encode_whole(last=False)

    def _encode_whole(self, *, last: bool) -> None:
        while self._held.shape[1] >= FRAME or (last and self._held.shape[1]):
            self._encode(self._held[:, :FRAME])
            self._held = self._held[:, FRAME:]

    def _encode(self, samples: npt.NDArray[np.float32]) -> None:
        import av

        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=self._layout)
        frame.sample_rate, frame.pts, frame.time_base = self._rate, self._written, Fraction(1, self._rate)
        self._written += samples.shape[1]
        self._sink.mux(self._encoder.encode(frame))
