"""What is said and written as Web Annotations, and the search among them."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.vindex_search.export.iiif.structure import faults
from tests.vindex_search.videos.playback.test_captions import segment, table
from vindex_search.contract.tables import SCREEN_TEXT_SCHEMA
from vindex_search.export.iiif.addresses import IiifAddresses
from vindex_search.export.iiif.annotations import MAX_MATCHES, search_page, spoken, transcript_page, written

AT = IiifAddresses("https://video.example.org/", "team--talk-0123456789")
SAID = table(
    segment(1.0, 2.5, "Die Flut steigt.", language="de", speaker="Ann"),
    segment(3.0, 4.0, "High TIDE, low tide."),
)


def found(query: str, **more: Any) -> list[str]:
    return [one["body"]["value"] for one in search_page("https://x/s", spoken(AT, SAID), query, **more)["items"]]


def test_the_transcript_is_a_page_of_annotations_on_the_seconds_of_the_canvas() -> None:
    page = transcript_page(AT, SAID)
    assert faults(page) == []
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    first = page["items"][0]
    assert first["target"] == f"{AT.canvas}#t=1.000,2.500"
    text = {"type": "TextualBody", "value": "Die Flut steigt.", "format": "text/plain", "language": "de"}
    assert first["body"] == {**text, "creator": {"type": "Person", "name": "Ann"}}


def test_a_segment_without_length_has_a_range_that_is_not_empty() -> None:
    (one,) = spoken(AT, table(segment(1.0, 1.0, "Oh.")))
    assert one["target"].endswith("#t=1.000,1.001")


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("flut", ["Die Flut steigt."]),
        ("low high", ["High TIDE, low tide."]),
        ("tide flut", []),
        ("", []),
        ("  ", []),
        (".*", []),
    ],
)
def test_what_has_every_word_is_found(query: str, lines: list[str]) -> None:
    assert found(query) == lines


def test_ignored_parameters_are_named() -> None:
    page = search_page("https://x/s?q=a&user=b", spoken(AT, SAID), "flut", ["user"])
    assert (page["id"], page["ignored"]) == ("https://x/s?q=a&user=b", ["user"])
    assert page["@context"] == "http://iiif.io/api/search/2/context.json"


def test_an_answer_is_bounded() -> None:
    many = table(*(segment(n, n + 1, "tide") for n in range(MAX_MATCHES + 5)))
    assert len(search_page("https://x/s", spoken(AT, many), "tide")["items"]) == MAX_MATCHES


def test_a_line_on_the_screen_has_its_box_in_pixels() -> None:
    line = {
        "frame_index": 1,
        "start_s": 2.0,
        "end_s": 3.0,
        "text": "Tides",
        "confidence": 1.0,
        "box": [0.25, 0.5, 0.5, 1.0],
    }
    screen_text = pl.DataFrame([line], schema=SCREEN_TEXT_SCHEMA)
    (one,) = written(AT, screen_text, (640, 360))
    assert one["target"] == f"{AT.canvas}#xywh=160,180,160,180&t=2.000,3.000"
    (unknown,) = written(AT, screen_text, None)
    assert unknown["target"] == f"{AT.canvas}#t=2.000,3.000"
