"""The page's pure functions, with Python as the judge of offsets."""

from __future__ import annotations

import random
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from tests.support.browser.page import call

ALPHABET = ["a", "b", " ", "é", "e\u0301", "👍🏽", "👩‍🚀", "𝒓", "字", "🇫🇷"]


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
    cut = call(blank, "ui/format", "a.map(([text, spans]) => m.pieces(text, spans))", made)
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
        cut = call(blank, "ui/format", "m.excerpt(a.text, [a.span], 100)", {"text": text, "span": span})
        (from_, to), shown = cut["highlights"][0], cut["text"]
        assert shown[from_:to] == words[word]
        assert len(shown) <= 100 + len("… ") + len("…") + 30


def test_a_short_text_is_its_own_excerpt(blank: Page) -> None:
    assert call(blank, "ui/format", "m.excerpt('short', [[0, 2]], 100)") == {"text": "short", "highlights": [[0, 2]]}


def test_times_are_written_as_people_read_them(blank: Page) -> None:
    written = {0: "0:00", 9.99: "0:09", 61: "1:01", 3600: "1:00:00", 36061: "10:01:01"}
    assert call(blank, "ui/format", "a.map(m.clock)", list(written)) == list(written.values())


def test_an_address_reads_back_as_its_route(blank: Page) -> None:
    home: dict[str, Any] = {"q": "", "filters": {}, "like": None, "videoId": None, "t": 0, "find": "", "order": "time"}
    filters = {
        "workspace": ["a", "b"],
        "channels": ["speech"],
        "speaker": ["Ada, Countess"],
        "uploaded_after": "2026-01-31",
        "duration_from": "60",
    }
    routes = [
        home,
        {**home, "q": "a b&c=d #é👍"},
        {**home, "videoId": "w--x-0123456789"},
        {**home, "q": "?", "videoId": "w--x-0123456789", "t": 12.345678901},
        {**home, "videoId": "w--x-0123456789", "find": "a & b", "order": "rank"},
        {**home, "filters": filters, "like": "w--x-0123456789@4.26"},
    ]
    read = "a.map((route) => m.parse(new URL(m.address(route), 'http://here')))"
    assert call(blank, "route", read, routes) == routes


UNRESERVED = "!'()*~"  # beside letters, digits and -._ what encodeURIComponent leaves as it is
AWKWARD_IDS = ["../../status", "a/b", "x?t=1", "x#y", "50%", "%2F", "a b", "é👍", "a&b=c", "x;y"]


@pytest.mark.parametrize("video_id", AWKWARD_IDS)
def test_an_id_is_one_segment_of_an_address(blank: Page, video_id: str) -> None:
    asked = """(async () => {
        const seen = [], whole = (path) => new URL(path, location.origin).href, real = globalThis.fetch;
        globalThis.fetch = (url) => (seen.push(whole(url)), Promise.resolve(new Response("{}")));
        await Promise.all([m.video(a), m.transcript(a)]);
        globalThis.fetch = real;
        return [...seen, whole(m.mediaUrl(a)), whole(m.storyboardUrl(a))];
    })()"""
    origin = blank.evaluate("location.origin")
    whole = f"{origin}/v1/videos/{quote(video_id, safe=UNRESERVED)}"
    files = ("", "/transcript.json", "/media", "/storyboard.vtt")
    assert call(blank, "api/client", asked, video_id) == [whole + file for file in files]


def test_an_awkward_id_reads_back_from_the_address_of_its_player(blank: Page) -> None:
    read = "a.map((id) => m.parse(new URL(m.address({ videoId: id }), 'http://here')).videoId)"
    assert call(blank, "route", read, AWKWARD_IDS) == AWKWARD_IDS


def test_a_time_that_is_none_is_the_start(blank: Page) -> None:
    addresses = ["/v/x?t=-3", "/v/x?t=abc", "/v/x?t=Infinity", "/v/x", "/v/%E0%A4%A"]
    assert call(blank, "route", "a.map((one) => m.parse(new URL(one, 'http://here')).t)", addresses) == [0] * 5


def test_filters_that_cannot_be_are_left_out_of_an_address(blank: Page) -> None:
    search = "?channels=speech&channels=smell&channels=toString&uploaded_after=tomorrow&duration_to=-3"
    search += "&tag=%20&tag=x&tag=x&colour=red"
    read = "m.parse({ pathname: '/', search: a }).filters"
    assert call(blank, "route", read, search) == {"channels": ["speech"], "tag": ["x"]}


def test_the_terms_of_a_question_are_its_phrases_and_words_but_not_what_it_excludes(blank: Page) -> None:
    asked = 'the "potential energy" of a ball? -drop -"not this" 水'
    assert call(blank, "search/terms", "m.termsOf(a)", asked) == ["potential energy", "ball", "水"]


@pytest.mark.parametrize(
    ("text", "terms", "marked"),
    [
        ("Lifting the lift, uplifting", ["lift"], ["Lifting", "lift"]),
        ("potential\n energy and energies", ["potential energy", "energ"], ["potential\n energy", "energies"]),
        ("c++ (x) [a-z]+", ["c++", "(x)"], ["c++", "(x)"]),
        ("热水和水", ["水"], ["水", "水"]),
        ("Ünïcode über", ["über"], ["über"]),
        ("in Zürich, by Łukasz Żak", ["zurich", "zak"], ["Zürich", "Żak"]),
        ("Malaga and Málaga", ["málaga"], ["Malaga", "Málaga"]),
        ("мой и мои, ёлка", ["мои", "елка"], ["мои", "ёлка"]),
        ("ガラス", ["カラス"], []),
        ("nothing here", [], []),
    ],
)
def test_words_are_marked_from_their_beginning_to_their_end(
    blank: Page, text: str, terms: list[str], marked: list[str]
) -> None:
    cut = call(blank, "search/terms", "m.cut(a[0], m.pattern(a[1]))", [text, terms])
    assert "".join(piece["text"] for piece in cut) == text
    assert [piece["text"] for piece in cut if piece["marked"]] == marked


def test_a_storyboard_is_read_as_its_tiles(blank: Page) -> None:
    vtt = (
        "WEBVTT\r\n\r\n00:00:00.000 --> 00:00:08.000\r\nstoryboard/000.jpg#xywh=0,0,160,90\r\n\r\n"
        "1\r\n01:00:08.500 --> 01:00:16.000 align:start\r\nstoryboard/001.jpg#xywh=160,90,160,90\r\n"
    )
    tiles = call(blank, "player/storyboard", "m.parseTiles(a, new URL('http://here/v1/videos/x/storyboard.vtt'))", vtt)
    assert [(tile["start_s"], tile["url"], tile["x"], tile["y"]) for tile in tiles] == [
        (0, "http://here/v1/videos/x/storyboard/000.jpg", 0, 0),
        (3608.5, "http://here/v1/videos/x/storyboard/001.jpg", 160, 90),
    ]
    assert call(
        blank, "player/storyboard", "a.map((t) => m.tileAt([{start_s: 1}, {start_s: 5}], t).start_s)", [0, 5, 4.9, 99]
    ) == [1, 5, 1, 5]
    assert call(blank, "player/storyboard", "m.tileAt([], 3)") is None


def test_sizes_are_written_as_people_read_them(blank: Page) -> None:
    written = {0: "0 bytes", 999: "999 bytes", 1500: "1.5 KB", 24_400_000: "24 MB", 2_000_000_000: "2.0 GB"}
    assert call(blank, "ui/format", "a.map(m.bytes)", list(written)) == list(written.values())


def test_a_question_of_signs_takes_no_longer_than_it_is(blank: Page) -> None:
    """Cut by a pattern that tries again at each sign, the tab would hang for hours."""
    signs = "!" * 1_000_000
    asked = [f"wal{signs}rus", f"{signs}walrus{signs}", '"' * 100_000 + " walrus", ' "walrus' * 100_001]
    read = "a.map((one) => m.termsOf(one).map((term) => term.length))"
    assert call(blank, "search/terms", read, asked) == [[1_000_006], [6], [6], [6]]
