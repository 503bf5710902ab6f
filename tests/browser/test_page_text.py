"""The page's pure functions, with Python as the judge of offsets."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import Page

from tests.browser.watching import call

ALPHABET = ["a", "b", " ", "é", "e\u0301", "👍🏽", "👩‍🚀", "𝒓", "字", "🇫🇷"]


@pytest.fixture
def blank(page: Page, service: str) -> Page:
    """A page of the service's origin, from which its modules can be imported."""
    page.goto(f"{service}/web/icon.svg")
    return page


def samples(count: int) -> list[tuple[str, list[list[int]]]]:
    """Texts with highlights that may overlap, touch, or reach beyond the text; the same ones each time."""
    chance = random.Random(7)
    made = []
    for _ in range(count):
        text = "".join(chance.choices(ALPHABET, k=chance.randint(0, 30)))
        spans = [[start := chance.randint(0, 30), start + chance.randint(0, 9)] for _ in range(chance.randint(0, 4))]
        made.append((text, spans))
    return made


def test_pieces_are_the_text_cut_at_code_points(blank: Page) -> None:
    made = samples(400)
    cut = call(blank, "text", "a.map(([text, spans]) => m.pieces(text, spans))", made)
    for (text, spans), pieces in zip(made, cut, strict=True):
        marked = {at for start, end in spans for at in range(start, min(end, len(text)))}
        flags = [piece["marked"] for piece in pieces for _ in piece["text"]]
        assert "".join(piece["text"] for piece in pieces) == text
        assert flags == [at in marked for at in range(len(text))]


def test_an_excerpt_keeps_the_first_highlight_whole(blank: Page) -> None:
    chance = random.Random(11)
    for _ in range(40):
        words = ["".join(chance.choices("abc👍é", k=chance.randint(1, 8))) for _ in range(120)]
        text, word = " ".join(words), chance.randrange(120)
        start = len(" ".join(words[:word])) + (1 if word else 0)
        span = [start, start + len(words[word])]
        cut = call(blank, "text", "m.excerpt(a.text, [a.span], 100)", {"text": text, "span": span})
        (from_, to), shown = cut["highlights"][0], cut["text"]
        assert shown[from_:to] == words[word]
        assert len(shown) <= 100 + len("… ") + len("…") + 30


def test_a_short_text_is_its_own_excerpt(blank: Page) -> None:
    assert call(blank, "text", "m.excerpt('short', [[0, 2]], 100)") == {"text": "short", "highlights": [[0, 2]]}


def test_times_are_written_as_people_read_them(blank: Page) -> None:
    written = {0: "0:00", 9.99: "0:09", 61: "1:01", 3600: "1:00:00", 36061: "10:01:01"}
    assert call(blank, "text", "a.map(m.clock)", list(written)) == list(written.values())


def test_an_address_reads_back_as_its_route(blank: Page) -> None:
    routes = [
        {"q": "", "videoId": None, "t": 0},
        {"q": "a b&c=d #é👍", "videoId": None, "t": 0},
        {"q": "", "videoId": "w--x-0123456789", "t": 0},
        {"q": "?", "videoId": "w--x-0123456789", "t": 12.345678901},
    ]
    read = "a.map((route) => m.parse(new URL(m.address(route), 'http://here')))"
    assert call(blank, "route", read, routes) == routes


def test_a_time_that_is_none_is_the_start(blank: Page) -> None:
    addresses = ["/v/x?t=-3", "/v/x?t=abc", "/v/x?t=Infinity", "/v/x", "/v/%E0%A4%A"]
    assert call(blank, "route", "a.map((one) => m.parse(new URL(one, 'http://here')).t)", addresses) == [0] * 5


def test_moments_of_two_answers_join_without_overlap(blank: Page) -> None:
    listed = [{"start_s": 10, "end_s": 20}]
    others = [{"start_s": 19, "end_s": 25}, {"start_s": 20, "end_s": 22}, {"start_s": 1, "end_s": 10}]
    joined = call(blank, "timeline", "m.union(a[0], a[1])", [listed, others])
    assert [one["start_s"] for one in joined] == [1, 10, 20]
