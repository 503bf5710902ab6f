"""Tone mapping: pictures of high dynamic range (PQ, HLG) as displays of standard range show them.

Shown as they are, such pictures are grey and pale: reference white is at 0.58 of the signal. Per pixel:

    signal -> light by the transfer function -> tone curve -> primaries of BT.709 -> signal for a display of gamma 2.4

Sources: ITU-R BT.2100 (transfer functions, and the OOTF of HLG on a display of 1000 cd/m2), BT.2408 (reference white
at 203 cd/m2), BT.2390-10 section 5.4.1 (tone curve EETF, applied to the largest of the three colours so that hues
stay), BT.2087 (BT.2020 to BT.709). FFmpeg's scaler can do likewise, but takes four seconds to prepare for each size.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import Luma, Picture
from vindex_assets.media.manifest import Transfer

WHITE_NITS: Final = 203.0  # cd/m2 of reference white, which becomes nearly the white of standard range
PEAK_NITS: Final = 1000.0  # cd/m2 of the brightest light in nearly all that is graded for PQ, and of HLG's display
CODES: Final = 1 << 16
GAMMA: Final = 2.4  # of a display of standard range (ITU-R BT.1886)
SHADES: Final = 4096  # entries of the table of output levels, by the square root of light
BT709: Final = (
    1  # colour primaries (ISO/IEC 23091-2); all others are taken for BT.2020, with which these transfers come
)
TO_BT709: Final = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32
)
HLG_LUMINANCE: Final = np.array([0.2627, 0.6780, 0.0593], np.float32)  # of BT.2020 colours
HLG_EXPONENT: Final = 0.2  # system gamma of 1.2 less one

Light = npt.NDArray[np.float32]  # 1 is reference white
Signal = npt.NDArray[np.float64]


def tone_mapped(codes: npt.NDArray[np.uint16], transfer: Transfer, primaries: int) -> Picture:
    """A picture of standard range.

    Args:
        codes: RGB signal of shape (height, width, 3), full range of 16 bits.
        transfer: Its transfer function.
        primaries: Its colour primaries, by their code point.
    """
    light = _hlg_display_light(_light_of_codes("hlg")[codes]) if transfer == "hlg" else _light_of_codes("pq")[codes]
    mapped = light * _tone_gain(light.max(axis=2))[:, :, np.newaxis]
    if primaries != BT709:
        mapped = mapped @ TO_BT709.T
    places = np.sqrt(np.clip(mapped, 0, 1)) * np.float32(SHADES - 1) + np.float32(0.5)
    return np.asarray(_output_levels()[places.astype(np.uint16)], np.uint8)


def tone_mapped_luma(luma: Luma, transfer: Transfer) -> Luma:
    """The brightness of such a picture, from its signal in full range: of grey, what `tone_mapped` makes of it."""
    return _grey_levels(transfer)[luma]


@cache
def _grey_levels(transfer: Transfer) -> Luma:
    codes = (np.arange(256) * ((CODES - 1) // 255)).astype(np.uint16)
    return tone_mapped(codes.repeat(3).reshape(1, 256, 3), transfer, BT709)[0, :, 0]


def _hlg_display_light(scene: Light) -> Light:
    """The OOTF of HLG: light of the scene, 0 to 1, to that of a display of PEAK_NITS."""
    luminance = scene @ HLG_LUMINANCE
    gain = np.power(np.maximum(luminance, 1e-6), np.float32(HLG_EXPONENT)) * np.float32(PEAK_NITS / WHITE_NITS)
    return np.asarray(scene * gain[:, :, np.newaxis], np.float32)


@cache
def _light_of_codes(transfer: Transfer) -> Light:
    """The light of each signal value: of the display for PQ, of the scene (0 to 1) for HLG."""
    signal = np.arange(CODES) / (CODES - 1)
    light = pq_to_nits(signal) / WHITE_NITS if transfer == "pq" else hlg_to_scene(signal)
    return light.astype(np.float32)


def _tone_gain(brightest: Light) -> Light:
    """What each pixel's light is multiplied with, by its brightest colour; looked up by the square root of that."""
    table = _gain_table()
    places = np.sqrt(brightest * np.float32(WHITE_NITS / 10_000)) * np.float32(len(table) - 1)
    return np.asarray(table[np.minimum(places, len(table) - 1).astype(np.uint16)], np.float32)


@cache
def _gain_table() -> Light:
    nits = np.maximum(10_000 * np.linspace(0, 1, CODES) ** 2, 1e-4)
    return (compressed_nits(nits) / nits).astype(np.float32)


@cache
def _output_levels() -> npt.NDArray[np.uint8]:
    light = np.linspace(0, 1, SHADES) ** 2
    return np.round(255 * light ** (1 / GAMMA)).astype(np.uint8)


def compressed_nits(nits: Signal) -> Signal:
    """The EETF of BT.2390: the same light below the knee, PEAK_NITS and more at WHITE_NITS, a Hermite curve between."""
    white, peak = nits_to_pq(np.array([WHITE_NITS, PEAK_NITS]))
    knee = 1.5 * white - 0.5 * peak
    signal = np.minimum(nits_to_pq(nits), peak)
    t = np.clip((signal - knee) / (peak - knee), 0, 1)
    curve = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (peak - knee) + (3 * t**2 - 2 * t**3) * white
    return pq_to_nits(np.where(signal < knee, signal, np.minimum(curve, white)))


M1, M2, C1, C2, C3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128  # of SMPTE ST 2084


def pq_to_nits(signal: Signal) -> Signal:
    """Light in cd/m2 of a PQ signal, 0 to 1."""
    root = signal ** (1 / M2)
    return np.asarray(10_000 * (np.maximum(root - C1, 0) / (C2 - C3 * root)) ** (1 / M1))


def nits_to_pq(nits: Signal) -> Signal:
    """The inverse of `pq_to_nits`."""
    power = (nits / 10_000) ** M1
    return np.asarray(((C1 + C2 * power) / (1 + C3 * power)) ** M2)


def hlg_to_scene(signal: Signal) -> Signal:
    """Light of the scene, 0 to 1, of an HLG signal (ARIB STD-B67)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
