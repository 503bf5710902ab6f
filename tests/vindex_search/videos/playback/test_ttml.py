"""TTML: read back by another reader, it has the text, times, languages and speakers of the transcript."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
import ttconv.imsc.reader as imsc_reader
from hypothesis import given, settings

from tests.vindex_search.videos.playback.test_captions import rows, segment, table
from vindex_search.videos.playback.captions import cues
from vindex_search.videos.playback.ttml import to_ttml

TT = "{http://www.w3.org/ns/ttml}"
TTM = "{http://www.w3.org/ns/ttml#metadata}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
ID = "{http://www.w3.org/XML/1998/namespace}id"


def document(*segments: dict[str, Any]) -> ElementTree.Element:
    return ElementTree.fromstring(to_ttml(table(*segments)))


def paragraphs(*segments: dict[str, Any]) -> list[ElementTree.Element]:
    return list(document(*segments).iter(f"{TT}p"))


def shown_text(paragraph: ElementTree.Element) -> str:
    return "".join("\n" if part.tag == f"{TT}br" else part.text or "" for part in paragraph.iter()) + "".join(
        part.tail or "" for part in paragraph
    )


@settings(max_examples=60)
@given(rows)
def test_times_and_text_are_those_of_the_cues(row: tuple[int, int, str, str | None]) -> None:
    start_ms, length_ms, text, speaker = row
    said = table(segment(start_ms / 1000, (start_ms + length_ms) / 1000, text, speaker=speaker))
    model = imsc_reader.to_model(ElementTree.ElementTree(ElementTree.fromstring(to_ttml(said))))
    shown = [one for one in model.get_body().dfs_iterator() if type(one).__name__ == "P"]
    assert len(shown) == len(cues(said))
    for paragraph, cue in zip(shown, cues(said), strict=True):
        assert float(paragraph.get_begin()) == pytest.approx(cue.start_s, abs=0.001)
        assert paragraph.get_end() > paragraph.get_begin()
        assert _read_lines(paragraph) == list(cue.lines)


def _read_lines(paragraph: Any) -> list[str]:
    lines = [""]
    for part in paragraph.dfs_iterator():
        if type(part).__name__ == "Br":
            lines.append("")
        if type(part).__name__ == "Text":
            lines[-1] += part.get_text()
    return lines if lines != [""] else []


def test_speakers_are_agents_in_the_order_in_which_they_begin() -> None:
    said = [segment(0, 1, "Hello.", speaker="B & <b>"), segment(1, 2, "Hi.", speaker="A"), segment(2, 3, "So.")]
    found = document(*said)
    names = {agent.get(ID): agent.findtext(f"{TTM}name") for agent in found.iter(f"{TTM}agent")}
    assert names == {"speaker-1": "B & <b>", "speaker-2": "A"}
    assert [one.get(f"{TTM}agent") for one in found.iter(f"{TT}p")] == ["speaker-1", "speaker-2", None]


def test_the_document_has_the_language_of_most_cues_and_others_have_their_own() -> None:
    said = [segment(n, n + 1, "Ja.", language=language) for n, language in enumerate(["de", "de", "en", None])]
    found = document(*said)
    assert found.get(LANGUAGE) == "de"
    assert [one.get(LANGUAGE) for one in found.iter(f"{TT}p")] == [None, None, "en", None]


@pytest.mark.parametrize("language", [None, "", 'de" onload="x', "a_b"])
def test_what_is_no_language_tag_is_an_unknown_language(language: str | None) -> None:
    assert document(segment(0, 1, "Ja.", language=language)).get(LANGUAGE) == ""


@pytest.mark.parametrize("hidden", ["\x00", "\x0b", "\ufffe", "\x1b[31m"])
def test_what_xml_cannot_hold_is_a_replacement_character(hidden: str) -> None:
    (shown,) = paragraphs(segment(0, 1, f"a{hidden}b"))
    assert "\ufffd" in shown_text(shown) or " " in shown_text(shown)


def test_markup_in_the_text_is_text() -> None:
    (shown,) = paragraphs(segment(0, 1, "a </p><script>&amp; b"))
    assert shown_text(shown) == "a </p><script>&amp; b"


def test_our_own_reader_takes_it_as_a_subtitle_file() -> None:
    from vindex_assets.media.subtitles.formats.ttml import parse_ttml

    parsed = parse_ttml(to_ttml(table(segment(1.5, 2.25, "The tide turns.", language="en", speaker="Ann"))))
    assert [(cue.start_s, cue.end_s, cue.text) for cue in parsed.cues] == [(1.5, 2.25, "The tide turns.")]


def test_every_region_and_agent_that_is_named_exists() -> None:
    found = document(segment(0, 1, "Hello.", speaker="A"))
    ids = {one.get(ID) for one in found.iter()} - {None}
    named = {one.get("region") for one in found.iter()} | {one.get(f"{TTM}agent") for one in found.iter()}
    assert named - {None} <= ids
