"""Storyboards as web players use them: sprite sheets, and a WebVTT file that maps times to their tiles."""

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
JPEG_QUALITY: Final = 75


class StoryboardWriter:
    """Writes sheets of 5 x 5 tiles as they fill, and finally the WebVTT with one cue per tile.

    Args:
        vtt: File to write; the sheets go into a folder beside it with the same name less the suffix.
    """

    def __init__(self, vtt: Path) -> None:
        self._vtt = vtt
        self._tiles: list[tuple[str, Picture]] = []  # each with the line of its times
        self._cues = ["WEBVTT"]
        self.sheets: list[str] = []

    def add(self, start_s: float, end_s: float, tile: Picture) -> None:
        """Add a tile for the interval from `start_s` to `end_s`: RGB, of any size."""
        self._tiles.append((f"{webvtt_time(start_s)} --> {webvtt_time(end_s)}", tile))
        if len(self._tiles) == TILES_PER_SHEET:
            self._write_sheet()

    def finish(self) -> None:
        """Write the last sheet, which need not be full, and the WebVTT."""
        if self._tiles:
            self._write_sheet()
        self._vtt.write_text("\n\n".join(self._cues) + "\n", encoding="utf-8")

    def _sheet_name(self) -> str:
        return f"{self._vtt.stem}/{len(self.sheets):03}.jpg"

    def _write_sheet(self) -> None:
        target = self._vtt.parent / self._sheet_name()
        target.parent.mkdir(exist_ok=True)
        tiles = letterboxed([tile for _, tile in self._tiles])
        height, width = tiles[0].shape[:2]
        for number, (times, _) in enumerate(self._tiles):
            row, column = divmod(number, COLUMNS)
            region = f"{self._sheet_name()}#xywh={column * width},{row * height},{width},{height}"  # W3C media fragment
            self._cues.append(f"{times}\n{region}")
        target.write_bytes(_encode_jpeg(_mosaic(tiles, COLUMNS)))
        self.sheets.append(self._sheet_name())
        self._tiles = []


def contact_sheet(jpegs: Sequence[bytes], *, columns: int = 4, tile_width: int = 240) -> bytes:
    """One JPEG that shows the given ones row by row, each `tile_width` pixels wide; empty without any."""
    if not jpegs:
        return b""
    pictures = [_decode_jpeg(jpeg) for jpeg in jpegs]
    sizes = [(tile_width, max(1, round(picture.height * tile_width / picture.width))) for picture in pictures]
    tiles = [np.asarray(picture.resize(size)) for picture, size in zip(pictures, sizes, strict=True)]
    return _encode_jpeg(_mosaic(letterboxed(tiles), min(columns, len(tiles))))


def letterboxed(tiles: Sequence[Picture]) -> list[Picture]:
    """Tiles of one size, the largest width and height among them: smaller ones lie in the middle of black."""
    height, width = (max(tile.shape[axis] for tile in tiles) for axis in (0, 1))
    return [_letterbox(tile, height, width) for tile in tiles]


def _letterbox(tile: Picture, height: int, width: int) -> Picture:
    if tile.shape[:2] == (height, width):
        return tile
    top, left = (height - tile.shape[0]) // 2, (width - tile.shape[1]) // 2
    cell = np.zeros((height, width, 3), np.uint8)
    cell[top : top + tile.shape[0], left : left + tile.shape[1]] = tile
    return cell


def _mosaic(tiles: Sequence[Picture], columns: int) -> Picture:
    """Tiles of one size side by side, row by row; the rest of the last row is black."""
    height, width = tiles[0].shape[:2]
    rows = -(-len(tiles) // columns)
    mosaic = np.zeros((rows * height, columns * width, 3), np.uint8)
    for number, tile in enumerate(tiles):
        y, x = number // columns * height, number % columns * width
        mosaic[y : y + height, x : x + width] = tile
    return mosaic


def _encode_jpeg(picture: Picture) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.fromarray(picture).save(data, "JPEG", quality=JPEG_QUALITY)
    return data.getvalue()


def _decode_jpeg(jpeg: bytes) -> Image:
    from PIL import Image

    return Image.open(io.BytesIO(jpeg), formats=["JPEG"]).convert("RGB")
