"""Storyboards as web players use them: sprite sheets and a WebVTT file that says which tile is shown when."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from vindex_assets.media.decode.base import Picture
from vindex_search.common.clock_time import webvtt_time

if TYPE_CHECKING:
    from PIL.Image import Image

COLUMNS: Final = 5
TILES_PER_SHEET: Final = 25
QUALITY: Final = 75


class StoryboardWriter:
    """Writes sheets of 5 x 5 tiles as they fill, and at the end the WebVTT with one cue a tile.

    Args:
        vtt: File to write; the sheets go into the folder beside it that has its name without the suffix.
    """

    def __init__(self, vtt: Path) -> None:
        self._vtt = vtt
        self._tiles: list[Picture] = []
        self._cues = ["WEBVTT"]
        self.sheets: list[str] = []

    def add(self, start_s: float, end_s: float, tile: Picture) -> None:
        """Show `tile`, RGB and as large as all others, from `start_s` to `end_s`."""
        height, width = tile.shape[:2]
        row, column = divmod(len(self._tiles), COLUMNS)
        place = f"{self._name()}#xywh={column * width},{row * height},{width},{height}"
        self._cues.append(f"{webvtt_time(start_s)} --> {webvtt_time(end_s)}\n{place}")
        self._tiles.append(tile)
        if len(self._tiles) == TILES_PER_SHEET:
            self._write_sheet()

    def finish(self) -> None:
        """Write the last sheet, begun but not full, and the WebVTT."""
        if self._tiles:
            self._write_sheet()
        self._vtt.write_text("\n\n".join(self._cues) + "\n", encoding="utf-8")

    def _name(self) -> str:
        return f"{self._vtt.stem}/{len(self.sheets):03}.jpg"

    def _write_sheet(self) -> None:
        target = self._vtt.parent / self._name()
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(_jpeg(_sheet(self._tiles, COLUMNS)))
        self.sheets.append(self._name())
        self._tiles = []


def contact_sheet(jpegs: Sequence[bytes], *, columns: int = 4, tile_width: int = 240) -> bytes:
    """One JPEG that shows the pictures, row by row; empty where there are none."""
    if not jpegs:
        return b""
    shown = [_open(jpeg) for jpeg in jpegs]
    size = (tile_width, max(1, round(shown[0].height * tile_width / shown[0].width)))
    return _jpeg(_sheet([np.asarray(picture.resize(size)) for picture in shown], min(columns, len(shown))))


def _sheet(tiles: Sequence[Picture], columns: int) -> Picture:
    height, width = tiles[0].shape[:2]
    sheet = np.zeros((-(-len(tiles) // columns) * height, columns * width, 3), np.uint8)
    for number, tile in enumerate(tiles):
        y, x = number // columns * height, number % columns * width
        sheet[y : y + height, x : x + width] = tile
    return sheet


def _jpeg(sheet: Picture) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.fromarray(sheet).save(data, "JPEG", quality=QUALITY)
    return data.getvalue()


def _open(jpeg: bytes) -> Image:
    from PIL import Image

    return Image.open(io.BytesIO(jpeg)).convert("RGB")
