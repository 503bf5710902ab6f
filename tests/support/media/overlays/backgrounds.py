"""Moving pictures as functions of time, drawn from a seed: what overlays stand before."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vindex_assets.media.decode.base import Picture

WIDTH: Final = 640
HEIGHT: Final = 360
Background = Callable[[float], Picture]


@lru_cache(maxsize=16)
def scenery(seed: int, width: int = WIDTH, height: int = HEIGHT) -> Picture:
    """A picture with the spectrum of a photograph: soft colours, patches with edges, fine texture."""
    random = np.random.default_rng(seed)
    picture = np.zeros((height, width, 3), np.float32)
    for octave in range(2, 8):
        grain = random.normal(0, 1, (2**octave * height // width + 1, 2**octave, 3)).astype(np.float32)
        picture += cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC) * 40 / octave
    picture += random.uniform(70, 150, 3)
    for _ in range(width * height // 6000):
        centre = (int(random.integers(width)), int(random.integers(height)))
        axes = (int(random.integers(6, 60)), int(random.integers(6, 40)))
        colour = tuple(float(c) for c in random.uniform(0, 255, 3))
        if random.random() < 0.5:
            cv2.ellipse(picture, centre, axes, float(random.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA)
        else:
            cv2.rectangle(picture, centre, (centre[0] + axes[0], centre[1] + axes[1]), colour, -1)
    return np.clip(cv2.GaussianBlur(picture, (0, 0), 0.8), 0, 255).astype(np.uint8)


def still(seed: int) -> Background:
    """A picture that never changes."""
    return lambda _: scenery(seed)


def slide(seed: int) -> Background:
    """A slide of one colour with a title bar."""
    picture = np.full((HEIGHT, WIDTH, 3), (20 + seed % 40, 30, 90), np.uint8)
    picture[: HEIGHT // 6] = (200, 200, 210)
    return lambda _: picture


def pan(seed: int, *, px_per_s: float) -> Background:
    """A camera that pans to the right, in steps of less than a pixel, and back again at the end of its scenery."""
    wide = scenery(seed, WIDTH * 3)

    def at(time_s: float) -> Picture:
        travelled = (time_s * px_per_s) % (4 * WIDTH)
        return _shifted(wide, min(travelled, 4 * WIDTH - travelled), 0.0)

    return at


def hand_held(seed: int) -> Background:
    """A camera that is held in a hand: shaking, and drifting slowly."""
    large = scenery(seed, WIDTH * 2, HEIGHT * 2)

    def at(time_s: float) -> Picture:
        x = 200 + 60 * np.sin(time_s * 0.5) + 5 * np.sin(time_s * 7.1) + 3 * np.sin(time_s * 17.3)
        y = 150 + 30 * np.sin(time_s * 0.4) + 4 * np.sin(time_s * 6.3) + 2 * np.sin(time_s * 19.1)
        return _shifted(large, float(x), float(y))

    return at


def _shifted(large: Picture, x: float, y: float) -> Picture:
    matrix = np.array([[1, 0, -x], [0, 1, -y]], np.float32)
    return _warped(large, matrix, cv2.INTER_LINEAR)


def _warped(large: Picture, matrix: npt.NDArray[np.float32], interpolation: int) -> Picture:
    size = (WIDTH, HEIGHT)
    return np.asarray(cv2.warpAffine(large, matrix, size, flags=interpolation, borderMode=cv2.BORDER_REFLECT), np.uint8)


def zoom(seed: int, *, share_per_s: float) -> Background:
    """A camera that zooms in slowly, as over photographs in a documentary."""
    large = scenery(seed, WIDTH * 2, HEIGHT * 2)

    def at(time_s: float) -> Picture:
        scale = 0.6 * (1 + share_per_s) ** (time_s % 20)
        matrix = np.array([[scale, 0, WIDTH * (0.5 - scale)], [0, scale, HEIGHT * (0.5 - scale)]], np.float32)
        return _warped(large, matrix, cv2.INTER_AREA)

    return at


def talking_head(seed: int) -> Background:
    """A still room, and before it a head and shoulders that sway."""
    room, skin = scenery(seed), scenery(seed + 1)
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.ellipse(mask, (WIDTH // 2, HEIGHT // 2 - 30), (60, 80), 0, 0, 360, 255, -1)
    cv2.ellipse(mask, (WIDTH // 2, HEIGHT + 20), (150, 140), 0, 0, 360, 255, -1)

    def at(time_s: float) -> Picture:
        x, y = 14 * np.sin(time_s * 2.2) + 5 * np.sin(time_s * 5.7), 6 * np.sin(time_s * 3.1)
        matrix = np.array([[1, 0, x], [0, 1, y]], np.float32)
        moved, there = (cv2.warpAffine(of, matrix, (WIDTH, HEIGHT)) for of in (skin, mask))
        return np.where(there[:, :, None] > 127, moved, room)

    return at


def confetti(seed: int, *, pieces: int = 400) -> Background:
    """Small bright pieces that fall at many speeds, before a still picture."""
    random = np.random.default_rng(seed)
    x, y = random.uniform(0, WIDTH, pieces), random.uniform(0, HEIGHT, pieces)
    fall, sway = random.uniform(40, 260, pieces), random.uniform(10, 60, pieces)
    size, colour = random.uniform(2, 7, pieces), random.uniform(60, 255, (pieces, 3))
    ground = (scenery(seed) * 0.5).astype(np.uint8)

    def at(time_s: float) -> Picture:
        picture = ground.copy()
        for n in range(pieces):
            centre = ((x[n] + sway[n] * np.sin(time_s * 3 + n)) % WIDTH, (y[n] + fall[n] * time_s) % HEIGHT)
            box = cv2.boxPoints((centre, (size[n] * 2, size[n]), float(time_s * 200 + n * 37)))
            cv2.fillConvexPoly(picture, box.astype(np.int32), colour[n].tolist())
        return picture

    return at


def water(seed: int) -> Background:
    """Glitter: fine texture that is another one five times a second, with all between blended."""

    def at(time_s: float) -> Picture:
        step, share = divmod(time_s * 5, 1)
        one, other = (_ripples(seed * 1000 + int(step) + n) for n in (0, 1))
        return (one * (1 - share) + other * share).astype(np.uint8)

    return at


@lru_cache(maxsize=8)
def _ripples(seed: int) -> Picture:
    grain = np.random.default_rng(seed).normal(110, 60, (HEIGHT // 4, WIDTH // 8, 3)).astype(np.float32)
    return np.clip(cv2.resize(grain, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), 0, 255).astype(np.uint8)


def noise(seed: int) -> Background:
    """Grain over a picture that does not move, another at every time."""

    def at(time_s: float) -> Picture:
        grain = np.random.default_rng(seed + round(time_s * 1000)).normal(0, 22, (HEIGHT, WIDTH, 3))
        return np.clip(scenery(seed) + grain, 0, 255).astype(np.uint8)

    return at


def cuts(seed: int, *, every_s: float = 2.3) -> Background:
    """Shots of pans, each of another scenery."""

    def at(time_s: float) -> Picture:
        return pan(seed + 10 * int(time_s / every_s), px_per_s=90)(time_s)

    return at


BACKGROUNDS: Final[dict[str, Callable[[int], Background]]] = {
    "still": still,
    "slide": slide,
    "slow pan": lambda seed: pan(seed, px_per_s=12),
    "pan": lambda seed: pan(seed, px_per_s=60),
    "fast pan": lambda seed: pan(seed, px_per_s=300),
    "hand-held": hand_held,
    "zoom": lambda seed: zoom(seed, share_per_s=0.05),
    "talking head": talking_head,
    "confetti": confetti,
    "water": water,
    "noise": noise,
    "cuts": cuts,
}
