"""The picture of a video: the kept frame that shows it best, judged by exposure, sharpness and how often it returns.

Frames are ordered by the number of their faults, then by their sharpness and contrast. A fault is to be black or
overexposed, to be blurred beside the other frames of the film, to be a card (a logo or title on an even ground), to
return later (an ident, a bumper) and to lie at either end, where films fade and list names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.float64]

MAX_CANDIDATES: Final = 48  # frames that are looked at, evenly over the film: some 4 ms each
GRAY_WIDTH: Final = 256  # pixels that a frame is judged at: grain and compression are gone, edges are left
DARK: Final = 24.0  # of 255, the mean of a frame that is black or fades
BRIGHT: Final = 240.0
MIN_CONTRAST: Final = 10.0  # standard deviation; less is an even ground, whatever its colour
BLURRED_SHARE: Final = 0.25  # of the film's median sharpness
GROUND_STEPS: Final = 8  # of gray on either side of the most frequent one that belong to the ground
CARD_SHARE: Final = 0.8  # of the picture that is ground: a slide with text has less, a logo or a title more
SAME_BITS: Final = 6  # of 64 in which the hashes of one picture differ after compression
ENDS_SHARE: Final = 0.05  # of the film at either end


@dataclass(frozen=True, slots=True)
class Candidate:
    """A kept frame: when it is on screen, its perceptual hash, and its picture in gray, 0 to 255."""

    start_s: float
    end_s: float
    phash: int
    gray: Gray


def choose_poster(candidates: Sequence[Candidate], duration_s: float) -> Candidate | None:
    """The frame that shows a film; None without frames."""
    if not candidates:
        return None
    sharpness = [_sharpness(one.gray) for one in candidates]
    median = float(np.median(sharpness))

    def rank(place: int) -> tuple[int, float]:
        one = candidates[place]
        faults = (
            2 * _is_badly_exposed(one.gray),  # the worst: nothing is seen
            sharpness[place] < BLURRED_SHARE * median,
            _is_card(one.gray),
            _returns(place, candidates),
            not ENDS_SHARE * duration_s <= (one.start_s + one.end_s) / 2 <= (1 - ENDS_SHARE) * duration_s,
        )
        return -sum(faults), float(np.log1p(sharpness[place]) + np.log1p(one.gray.std()))

    return candidates[max(range(len(candidates)), key=rank)]


def candidate_rows(count: int) -> list[int]:
    """The rows of `count` frames that are looked at."""
    return sorted({round(place) for place in np.linspace(0, count - 1, min(count, MAX_CANDIDATES))}) if count else []


def read_gray(jpeg: bytes) -> Gray:
    """A JPEG in gray at GRAY_WIDTH; decoded at a fraction of its size."""
    import io

    from PIL import Image

    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
        height = max(1, round(GRAY_WIDTH * image.height / image.width))
        image.draft("L", (GRAY_WIDTH, height))
        return np.asarray(image.convert("L").resize((GRAY_WIDTH, height)), dtype=np.float64)


def _sharpness(gray: Gray) -> float:
    """Variance of the Laplacian: Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy" (ICPR 2000)."""
    if min(gray.shape) < 3:
        return 0.0
    inner = gray[1:-1, 1:-1]
    laplacian = gray[:-2, 1:-1] + gray[2:, 1:-1] + gray[1:-1, :-2] + gray[1:-1, 2:] - 4 * inner
    return float(laplacian.var())


def _is_badly_exposed(gray: Gray) -> bool:
    mean = float(gray.mean())
    return not DARK <= mean <= BRIGHT or float(gray.std()) < MIN_CONTRAST


def _is_card(gray: Gray) -> bool:
    """Whether most of a picture is one even ground."""
    counts = np.bincount(gray.astype(np.uint8).ravel(), minlength=256)
    ground = int(counts.argmax())
    share = counts[max(0, ground - GROUND_STEPS) : ground + GROUND_STEPS + 1].sum() / gray.size
    return bool(share > CARD_SHARE)


def _returns(place: int, candidates: Sequence[Candidate]) -> bool:
    """Whether a frame is there again with others in between."""
    own = candidates[place].phash
    others = (other for at, other in enumerate(candidates) if abs(at - place) > 1)
    return any((own ^ other.phash).bit_count() <= SAME_BITS for other in others)
