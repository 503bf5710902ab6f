"""ttml: documents as broadcasters and programs write them, and as attackers do."""

from __future__ import annotations

import pytest

from vindex_assets.media.subtitles.cues import Cue
from vindex_assets.media.subtitles.formats.ttml import parse_ttml
from vindex_assets.media.subtitles.limits import UnreadableSubtitles
from vindex_assets.media.subtitles.normalize import normalize_cues

HEAD = '<?xml version="1.0" encoding="UTF-8"?><tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en">'


def read(body: str, *, head: str = HEAD, language: str | None = None) -> list[tuple[float, float, str]]:
    parsed = parse_ttml(f"{head}{body}</tt>", language=language)
    return [(cue.start_s, cue.end_s, cue.text) for cue in normalize_cues(parsed.cues)]


def test_breaks_spans_and_white_space() -> None:
    body = '<body><div><p begin="1s" end="2s">\n  Hello,<br/>\n <span tts:c="x">you</span>\n there </p></div></body>'
    assert read(body) == [(1.0, 2.0, "Hello,\nyou there")]


def test_styles_regions_and_metadata_are_not_said() -> None:
    body = (
        '<head><metadata><title>no</title></metadata><styling><style id="s"/></styling><layout><region/></layout>'
        '</head><body><div><p begin="1s" end="2s"><metadata><desc>no</desc></metadata>yes</p></div></body>'
    )
    assert read(body) == [(1.0, 2.0, "yes")]


def test_nested_times_count_from_the_element_around() -> None:
    body = '<body begin="10s"><div begin="1m" end="2m"><p begin="1s" dur="3s">a</p><p begin="50s">b</p></div></body>'
    assert read(body) == [(71.0, 74.0, "a"), (120.0, 130.0, "b")]


def test_a_span_with_times_of_its_own_is_a_cue() -> None:
    spans = '<span begin="0s" end="2s">one</span><span begin="2s">two</span>'
    body = f'<body><div><p begin="1s" end="5s">{spans}</p></div></body>'
    assert read(body) == [(1.0, 3.0, "one"), (3.0, 5.0, "two")]


def test_times_may_stand_in_spans_alone() -> None:
    assert read('<body><div><p><span begin="1s" end="2s">one</span></p></div></body>') == [(1.0, 2.0, "one")]


def test_in_a_sequence_times_count_from_the_element_before() -> None:
    body = '<body begin="5s"><div timeContainer="seq"><p dur="2s">a</p><p begin="1s" dur="3s">b</p></div></body>'
    assert read(body) == [(5.0, 7.0, "a"), (8.0, 11.0, "b")]


def test_a_cue_without_an_end_is_shown_until_the_next_one() -> None:
    assert read('<body><div><p begin="1s">a</p><p begin="3s">b</p></div></body>') == [(1.0, 3.0, "a"), (3.0, 10.0, "b")]


def test_how_a_word_is_pronounced_is_not_said_again() -> None:
    ruby = '<span xmlns:t="x" t:ruby="container"><span t:ruby="base">水</span><span t:ruby="text">みず</span></span>'
    assert read(f'<body><div><p begin="1s" end="2s">{ruby}</p></div></body>') == [(1.0, 2.0, "水")]


def test_any_namespace_and_prefix_will_do() -> None:
    head = '<tt:tt xmlns:tt="http://www.w3.org/2006/10/ttaf1" xmlns:ttp="p" ttp:frameRate="25">'
    parsed = parse_ttml(
        f'{head}<tt:body><tt:div><tt:p begin="00:00:01:05" end="2s">a</tt:p></tt:div></tt:body></tt:tt>'
    )
    assert parsed.cues == [Cue(1.2, 2.0, "a")]


@pytest.mark.parametrize(("wanted", "said"), [("de", "nein"), ("fr", "no"), (None, "no"), ("en-US", "no")])
def test_of_several_languages_one_is_read(wanted: str | None, said: str) -> None:
    body = (
        '<body><div xml:lang="en"><p begin="1s" end="2s">no</p></div>'
        '<div xml:lang="de"><p begin="1s" end="2s">nein</p></div></body>'
    )
    assert read(body, language=wanted) == [(1.0, 2.0, said)]


def test_the_language_of_the_document() -> None:
    assert parse_ttml(f'{HEAD}<body><div><p begin="1s" end="2s">a</p></div></body></tt>').language == "en"


def test_a_cue_with_broken_times_costs_itself_alone() -> None:
    broken = '<p begin="soon" end="2s">a</p>\n<p begin="3s" end="2s">b</p>\n'
    parsed = parse_ttml(f'{HEAD}\n<body><div>\n{broken}<p begin="3s" end="4s">c</p></div></body></tt>')
    assert [cue.text for cue in parsed.cues] == ["c"]
    assert [(skipped.number, skipped.text) for skipped in parsed.skipped] == [(3, "a"), (4, "b")]


def test_what_stands_before_a_place_that_is_no_xml_is_kept() -> None:
    parsed = parse_ttml(
        f'{HEAD}<body><div><p begin="1s" end="2s">a</p>\n<p begin="3s" end="4s">b</p></dif></body></tt>'
    )
    assert [cue.text for cue in parsed.cues] == ["a", "b"]
    assert parsed.skipped[0].number == 2


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Tom & Jerry", "Tom & Jerry"),
        ("a&nbsp;b&eacute;", "a bé"),
        ("&lt;i&gt; &amp; &#233;", "<i> & é"),
        ("AT&T;", "AT&T;"),
    ],
)
def test_characters_that_nobody_escaped(written: str, text: str) -> None:
    assert read(f'<body><div><p begin="1s" end="2s">{written}</p></div></body>')[0][2] == text


BOMB = '<!DOCTYPE tt [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE tt [<!ENTITY passwd SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declaration", [BOMB, OUTSIDE])
def test_entities_are_refused(declaration: str) -> None:
    with pytest.raises(UnreadableSubtitles, match="it declares XML entities"):
        parse_ttml(f'{declaration}<tt><body><div><p begin="1s" end="2s">&b;&passwd;</p></div></body></tt>')


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(UnreadableSubtitles, match="nested more than 64 deep"):
        parse_ttml("<tt>" + "<span>" * 100_000)
