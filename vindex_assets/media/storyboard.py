"""Storyboards as web players use them: sprite sheets and a WebVTT file that says which tile is shown when."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

TILE_WIDTH: Final = 160
COLUMNS: Final = 5
TILES_PER_SHEET: Final = 25
QUALITY: Final = 75
MOST_IN_CONTACT_SHEET: Final = 24


@dataclass(frozen=True, slots=True)
class Still:
    """A picture (JPEG) and the seconds from and to which it stands."""

    start_s: float
    end_s: float
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Storyboard:
    """Sprite sheets (JPEG) by file name, and the WebVTT that refers to them."""

    sheets: dict[str, bytes]
    vtt: str


def storyboard(stills: Sequence[Still], *, folder: str = "storyboard") -> Storyboard:
    """Sheets of 5 x 5 tiles and their WebVTT, one cue a still; empty where there are none.

    Args:
        stills: In order of time, all of one shape.
        folder: Where the sheets lie as seen from the WebVTT file.
    """
    if not stills:
        return Storyboard({}, "WEBVTT\n")
    width, height = _tile_size(stills[0].jpeg, TILE_WIDTH)
    sheets: dict[str, bytes] = {}
    cues = ["WEBVTT"]
    for number, start in enumerate(range(0, len(stills), TILES_PER_SHEET)):
        name = f"{folder}/{number:03}.jpg"
        page = stills[start : start + TILES_PER_SHEET]
        sheets[name] = _sheet([still.jpeg for still in page], width, height, COLUMNS)
        cues.extend(_cue(still, name, at, width, height) for at, still in enumerate(page))
    return Storyboard(sheets, "\n\n".join(cues) + "\n")


def contact_sheet(jpegs: Sequence[bytes], *, columns: int = 4, tile_width: int = 240) -> bytes:
    """One JPEG that shows up to 24 of the pictures, spread evenly; empty where there are none."""
    if not jpegs:
        return b""
    step = max(1, -(-len(jpegs) // MOST_IN_CONTACT_SHEET))
    shown = list(jpegs[::step])
    width, height = _tile_size(shown[0], tile_width)
    return _sheet(shown, width, height, min(columns, len(shown)))


def _tile_size(jpeg: bytes, width: int) -> tuple[int, int]:
    picture = _open(jpeg)
    return width, max(1, round(picture.height * width / picture.width))


def _sheet(jpegs: Sequence[bytes], width: int, height: int, columns: int) -> bytes:
    from PIL import Image

    rows = -(-len(jpegs) // columns)
    sheet = Image.new("RGB", (columns * width, rows * height))
    for place, (x, y) in zip(jpegs, _corners(columns, width, height), strict=False):
        sheet.paste(_open(place).resize((width, height)), (x, y))
    data = io.BytesIO()
    sheet.save(data, "JPEG", quality=QUALITY)
    return data.getvalue()


def _corners(columns: int, width: int, height: int) -> Iterator[tuple[int, int]]:
    place = 0
    while True:
        yield (place % columns) * width, (place // columns) * height
        place += 1


def _cue(still: Still, sheet: str, at: int, width: int, height: int) -> str:
    x, y = (at % COLUMNS) * width, (at // COLUMNS) * height
    return f"{_clock(still.start_s)} --> {_clock(still.end_s)}\n{sheet}#xywh={x},{y},{width},{height}"


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"


def _open(jpeg: bytes) -> Image:
    from PIL import Image

    return Image.open(io.BytesIO(jpeg)).convert("RGB")
