"""Frames in any colour system, from RGB pictures of standard range: by the formulas, not by FFmpeg."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.manifest import Transfer

BT709, BT601, BT2020 = 1, 5, 9  # matrix coefficients and primaries by ISO/IEC 23091-2
WEIGHTS: Final = {BT709: (0.2126, 0.0722), BT601: (0.299, 0.114), BT2020: (0.2627, 0.0593)}  # of red and blue
LIMITED, FULL = 1, 2
TRANSFER_CODES: Final[dict[Transfer, int]] = {"pq": 16, "hlg": 18}
WHITE_NITS: Final = 203.0  # BT.2408
TO_BT2020: Final = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])  # BT.2087
Picture = npt.NDArray[np.uint8]
Signal = npt.NDArray[np.float64]


def yuv_frame(signal: Signal, *, matrix: int, colour_range: int, bits: int = 8) -> Any:
    """A frame of 4:4:4 YUV from an RGB signal (0 to 1) of shape (height, width, 3)."""
    import av

    red, blue = WEIGHTS[matrix]
    luma = signal @ np.array([red, 1 - red - blue, blue])
    differences = [(signal[..., 2] - luma) / (2 - 2 * blue), (signal[..., 0] - luma) / (2 - 2 * red)]
    scale, top = 2 ** (bits - 8), 2**bits - 1
    planes = (
        [scale * (16 + 219 * luma), *(scale * (128 + 224 * one) for one in differences)]
        if colour_range == LIMITED
        else [top * luma, *(scale * 128 + top * one for one in differences)]
    )
    height, width = luma.shape
    frame = av.VideoFrame(width, height, "yuv444p" if bits == 8 else f"yuv444p{bits}le")
    for plane, values in zip(frame.planes, planes, strict=True):
        kind = np.uint8 if bits == 8 else np.uint16
        rows = np.zeros((height, plane.line_size // np.dtype(kind).itemsize), kind)
        rows[:, :width] = np.clip(np.round(values), 0, top)
        plane.update(rows.tobytes())
    frame.colorspace, frame.color_range = matrix, colour_range
    return frame


def hdr_frame(picture: Picture, transfer: Transfer) -> Any:
    """A frame of high dynamic range that shows a picture at reference white, as a master in BT.2020 with 10 bits."""
    light = np.clip((picture / 255.0) ** 2.4 @ TO_BT2020.T, 0, None)
    signal = pq_signal(light * WHITE_NITS) if transfer == "pq" else hlg_signal(light * WHITE_NITS / 1000)
    frame = yuv_frame(signal, matrix=BT2020, colour_range=LIMITED, bits=10)
    frame.color_trc, frame.color_primaries = TRANSFER_CODES[transfer], BT2020
    return frame


def pq_signal(nits: Signal) -> Signal:
    """SMPTE ST 2084, equation 5.2."""
    power = (nits / 10_000) ** 0.1593017578125
    return np.asarray(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


def hlg_signal(display: Signal) -> Signal:
    """The inverse OOTF (gamma 1.2) and the OETF of ITU-R BT.2100, from light of a display whose peak is 1."""
    luminance = np.maximum(display @ np.array([0.2627, 0.6780, 0.0593]), 1e-9)
    scene = display * (luminance ** (1 / 1.2 - 1))[..., np.newaxis]
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.asarray(np.where(scene <= 1 / 12, np.sqrt(3 * scene), a * np.log(np.maximum(12 * scene - b, 1e-9)) + c))
