"""RapidOCR over frames with known texts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support.media.ocr.read_picture import read_picture
from tests.support.media.ocr.slides import frame_batches, frames_at, slide
from vindex_assets.ocr.line_reader import LineReader, TextLine
from vindex_assets.ocr.rapidocr_engine import open_engine
from vindex_assets.ocr.screen_text import ScreenText, merge_repeated_texts, read_screen_text
from vindex_assets.ocr.text_detection import Edges, Picture
from vindex_search.contract.tables import SCREEN_TEXT_SCHEMA


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def line(text: str, x0: float, y0: float, *, width: float = 0.3) -> TextLine:
    return TextLine(text, 0.9, (x0, y0, x0 + width, y0 + 0.05))


def test_a_printed_page_is_read(media: Path) -> None:
    import numpy as np
    from PIL import Image

    with Image.open(media / "image" / "page.png") as page:
        found = plain(" ".join(one.text for one in read_picture(np.asarray(page.convert("RGB")), open_engine())))
    assert plain((media / "image" / "page.txt").read_text(encoding="utf-8"))[:60] in found


def test_slides_of_a_lecture_are_one_row_each_with_their_times(media: Path) -> None:
    slides = json.loads((media / "video" / "derived_lecture_dev.slides.json").read_text(encoding="utf-8"))[:2]
    table = read_screen_text(
        frame_batches(frames_at(media / "video" / "derived_lecture_dev.mp4", [4.0, 12.0, 20.0, 28.0])), open_engine()
    )
    assert table.schema == SCREEN_TEXT_SCHEMA
    assert table.select("start_s", "end_s").rows() == [(0.0, 2.0), (2.0, 4.0)]
    for row, truth in zip(table.iter_rows(named=True), slides, strict=True):
        assert plain(truth["title"]) in plain(row["text"])
        assert plain(truth["lines"][0]) in plain(row["text"])
        assert row["confidence"] > 0.9


def test_a_counter_is_read_at_every_step(media: Path) -> None:
    table = read_screen_text(
        frame_batches(frames_at(media / "video" / "psd_counter.mp4", [0.0, 0.5, 1.0])), open_engine()
    )
    assert [text.split("\n")[0] for text in table["text"]] == ["Frame = 1", "Frame = 6", "Frame = 11"]


def test_bullets_that_come_one_by_one_are_rows_of_their_own() -> None:
    bullets = [(60, 40, "Agenda"), (60, 120, "Cost"), (60, 200, "Risk")]
    table = read_screen_text(frame_batches(slide(*bullets[:count]) for count in range(4)), open_engine())
    assert table["text"].to_list() == ["Agenda", "Agenda\nCost", "Agenda\nCost\nRisk"]
    assert table["frame_index"].to_list() == [25, 50, 75]


def test_the_box_encloses_the_text() -> None:
    table = read_screen_text(frame_batches([slide((455, 256, "Harbour"))]), open_engine())
    x0, y0, x1, y1 = table["box"][0]
    assert (x0, y0) == pytest.approx((0.5, 0.5), abs=0.05)
    assert 0.55 < x1 < 0.7
    assert 0.53 < y1 < 0.6


def test_a_text_that_stands_is_read_once_and_progress_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Picture] = []

    def reading(reader: LineReader, image: Picture, edges: Edges) -> list[TextLine]:
        read.append(image)
        return [line("Agenda", 0.05, 0.05)]

    monkeypatch.setattr(LineReader, "read", reading)
    reported: list[float] = []
    table = read_screen_text(frame_batches([slide((60, 40, "Agenda"))] * 4), open_engine(), progress=reported.append)
    assert len(read) == 1
    assert table.select("start_s", "end_s").rows() == [(0.0, 4.0)]
    assert reported == [1.0, 2.0, 3.0, 4.0]


def test_frames_without_text_are_never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LineReader, "read", lambda *_: pytest.fail("an empty slide was read"))
    table = read_screen_text(frame_batches([slide()] * 2), open_engine())
    assert table.schema == SCREEN_TEXT_SCHEMA
    assert table.is_empty()


def test_a_text_stands_on_from_one_batch_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LineReader, "read", lambda *_: [line("Agenda", 0.05, 0.05)])
    table = read_screen_text(frame_batches([slide((60, 40, "Agenda"))] * 5), open_engine())
    assert table.select("start_s", "end_s").rows() == [(0.0, 5.0)]


def test_no_frames_are_an_empty_table() -> None:
    assert read_screen_text(frame_batches([]), open_engine()).is_empty()


def shown_text(text: str, start: float) -> ScreenText:
    return ScreenText(int(start), start, start + 1, text, 0.9, (0.0, 0.0, 1.0, 1.0))


def test_the_same_text_but_for_spaces_and_case_is_one_row() -> None:
    (row,) = merge_repeated_texts([shown_text("High water", 0.0), shown_text("HIGHWATER", 1.0)])
    assert (row.start_s, row.end_s, row.text) == (0.0, 2.0, "High water")


def test_a_text_that_comes_again_later_is_a_row_of_its_own() -> None:
    assert len(merge_repeated_texts([shown_text("High water", 0.0), shown_text("High water", 5.0)])) == 2


@pytest.mark.parametrize(("start_s", "rows"), [(0.5, 1), (1.0009, 1), (1.002, 2)])
def test_a_text_goes_on_where_the_next_frame_begins_at_once(start_s: float, rows: int) -> None:
    merged = merge_repeated_texts([shown_text("High water", 0.0), shown_text("High water", start_s)])
    assert len(merged) == rows
    assert (merged[0].frame_index, merged[0].start_s, merged[-1].end_s) == (0, 0.0, start_s + 1)


def test_another_text_between_parts_two_that_are_the_same() -> None:
    shown = [shown_text("High water", 0.0), shown_text("Low water", 1.0), shown_text("High water", 2.0)]
    assert merge_repeated_texts(shown) == shown
